// SPDX-License-Identifier: Apache-2.0
// Scratchpad of tensors, read one at a time, written in up to Banks tensors a cycle: tensor i lies
// in bank i mod Banks, row i / Banks. Read latency 1; reads and writes are independent (Sram).
module Scratchpad #(
  parameter int unsigned Depth  = 2048,             // tensors
  parameter int unsigned Width  = 128,              // bits of a tensor
  parameter int unsigned Blocks = 1,                // write enables a tensor
  parameter int unsigned Banks  = 1,                // a power of two, less than Depth
  localparam int unsigned IdxBits   = $clog2(Depth),
  localparam int unsigned BankShift = $clog2(Banks),
  localparam int unsigned RowBits   = IdxBits - BankShift
) (
  input  logic                     clock,
  input  logic                     read_i,
  input  logic [IdxBits-1:0]       read_idx_i,
  output logic [Width-1:0]         read_bits_o,
  input  logic [Banks*Blocks-1:0]  write_i,
  input  logic [Banks*RowBits-1:0] write_row_i,
  input  logic [Banks*Width-1:0]   write_bits_i
);
  logic [Banks*Width-1:0] bits;

  for (genvar k = 0; k < Banks; k++) begin : gen_bank
    Sram #(.Depth(Depth / Banks), .Width(Width), .Blocks(Blocks)) u_sram (
      .clock        (clock),
      .read_i       (read_i),
      .read_idx_i   (RowBits'(read_idx_i >> BankShift)),
      .read_bits_o  (bits[k*Width +: Width]),
      .write_i      (write_i[k*Blocks +: Blocks]),
      .write_idx_i  (write_row_i[k*RowBits +: RowBits]),
      .write_bits_i (write_bits_i[k*Width +: Width])
    );
  end

  if (Banks == 1) begin : gen_one
    assign read_bits_o = bits;
  end else begin : gen_select
    logic [BankShift-1:0] bank_q;
    always_ff @(posedge clock) begin
      if (read_i) bank_q <= read_idx_i[BankShift-1:0];
    end
    assign read_bits_o = bits[bank_q*Width +: Width];
  end
endmodule
