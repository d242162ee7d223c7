// SPDX-License-Identifier: Apache-2.0
// Memory with one read and one write port. A read addressed in cycle c is on the output in c+1 and
// shows what a write of cycle c put there; without a new read the output keeps showing the last
// addressed word, later writes to it included. Words are written by blocks.
module Sram #(
  parameter int unsigned Depth  = 2048,
  parameter int unsigned Width  = 64,
  parameter int unsigned Blocks = 1,                // write enables a word
  localparam int unsigned IdxBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  logic               clock,
  input  logic               read_i,
  input  logic [IdxBits-1:0] read_idx_i,
  output logic [Width-1:0]   read_bits_o,
  input  logic [Blocks-1:0]  write_i,
  input  logic [IdxBits-1:0] write_idx_i,
  input  logic [Width-1:0]   write_bits_i
);
  localparam int unsigned BlockWidth = Width / Blocks;

  logic [IdxBits-1:0] read_idx_q;

  always_ff @(posedge clock) begin
    if (read_i) read_idx_q <= read_idx_i;
  end

  for (genvar b = 0; b < Blocks; b++) begin : gen_block
    logic [BlockWidth-1:0] mem [Depth];
    assign read_bits_o[b*BlockWidth +: BlockWidth] = mem[read_idx_q];
    always_ff @(posedge clock) begin
      if (write_i[b]) mem[write_idx_i] <= write_bits_i[b*BlockWidth +: BlockWidth];
    end
  end
endmodule
