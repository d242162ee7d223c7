// SPDX-License-Identifier: Apache-2.0
// Loaders and scratchpad of acc: one loader for accumulator tensors, one for tensors of 8-bit lanes
// that are sign-extended on their way in (only with 32-bit accumulators); each is narrow or wide by
// its own tensor size. At most one of them runs at a time, and GEMM and ALU only when neither does.
// Timing: TensorLoadNarrow, TensorLoadWide, Scratchpad.
module TensorLoadAcc (
  input  logic                               clock,
  input  logic                               reset,
  // owner
  input  logic                               start_i,
  input  logic                               start_8_i,
  output logic                               done_o,
  input  logic [127:0]                       inst_i,        // stable from start to done
  input  logic [vta_pkg::MemAddrBits-1:0]    base_i,
  // memory engine
  output logic                               cmd_valid_o,
  input  logic                               cmd_ready_i,
  output logic [vta_pkg::MemAddrBits-1:0]    cmd_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]     cmd_len_o,
  output logic [vta_pkg::ClientTagBits-1:0]  cmd_tag_o,
  input  logic                               data_valid_i,
  input  logic [vta_pkg::MemDataBits-1:0]    data_i,
  input  logic                               data_last_i,
  input  logic [vta_pkg::ClientTagBits-1:0]  data_tag_i,
  // GEMM and ALU
  input  logic                               read_i,
  input  logic [vta_pkg::AccIdxBits-1:0]     read_idx_i,
  output logic [vta_pkg::AccTensorBits-1:0]  read_bits_o,
  input  logic                               write_i,
  input  logic [vta_pkg::AccIdxBits-1:0]     write_idx_i,
  input  logic [vta_pkg::AccTensorBits-1:0]  write_bits_i
);
  localparam int unsigned Bus        = vta_pkg::MemDataBits;
  localparam int unsigned AddrBits   = vta_pkg::MemAddrBits;
  localparam int unsigned LenBits    = vta_pkg::MemLenBits;
  localparam int unsigned CmdTagBits = vta_pkg::ClientTagBits;
  localparam int unsigned IdxBits    = vta_pkg::AccIdxBits;
  localparam int unsigned TensorBits = vta_pkg::AccTensorBits;
  // Banks: as many tensors as the widest beat holds. Blocks: beats of one accumulator tensor.
  localparam int unsigned BeatTensor = vta_pkg::HasAcc8 ? vta_pkg::Acc8TensorBits : TensorBits;
  localparam int unsigned Banks      = (Bus > BeatTensor) ? Bus / BeatTensor : 1;
  localparam int unsigned Blocks     = (TensorBits > Bus) ? TensorBits / Bus : 1;
  localparam int unsigned RowBits    = IdxBits - $clog2(Banks);

  logic                         valid_32, valid_8, done_32, done_8, busy_8_d, busy_8_q;
  logic [AddrBits-1:0]          addr_32, addr_8;
  logic [LenBits-1:0]           len_32, len_8;
  logic [CmdTagBits-1:0]        tag_32, tag_8;
  logic [Banks*Blocks-1:0]      write_32, write_8, write;
  logic [Banks*RowBits-1:0]     row_32, row_8, row;
  logic [Banks*TensorBits-1:0]  bits_32, bits_8, bits;

  AccWriter32 #(.Banks(Banks), .Blocks(Blocks)) u_writer_32 (
    .clock        (clock),
    .reset        (reset),
    .start_i      (start_i),
    .done_o       (done_32),
    .inst_i       (inst_i),
    .base_i       (base_i),
    .cmd_valid_o  (valid_32),
    .cmd_ready_i  (cmd_ready_i & ~busy_8_q),
    .cmd_addr_o   (addr_32),
    .cmd_len_o    (len_32),
    .cmd_tag_o    (tag_32),
    .data_valid_i (data_valid_i & ~busy_8_q),
    .data_i       (data_i),
    .data_last_i  (data_last_i),
    .data_tag_i   (data_tag_i),
    .write_o      (write_32),
    .write_row_o  (row_32),
    .write_bits_o (bits_32)
  );

  if (vta_pkg::HasAcc8) begin : gen_8
    AccWriter8 #(.Banks(Banks), .Blocks(Blocks)) u_writer_8 (
      .clock        (clock),
      .reset        (reset),
      .start_i      (start_8_i),
      .done_o       (done_8),
      .inst_i       (inst_i),
      .base_i       (base_i),
      .cmd_valid_o  (valid_8),
      .cmd_ready_i  (cmd_ready_i & busy_8_q),
      .cmd_addr_o   (addr_8),
      .cmd_len_o    (len_8),
      .cmd_tag_o    (tag_8),
      .data_valid_i (data_valid_i & busy_8_q),
      .data_i       (data_i),
      .data_last_i  (data_last_i),
      .data_tag_i   (data_tag_i),
      .write_o      (write_8),
      .write_row_o  (row_8),
      .write_bits_o (bits_8)
    );
  end else begin : gen_no_8
    assign done_8  = 1'b0;
    assign valid_8 = 1'b0;
    assign addr_8  = '0;
    assign len_8   = '0;
    assign tag_8   = '0;
    assign write_8 = '0;
    assign row_8   = '0;
    assign bits_8  = '0;
  end

  assign busy_8_d    = start_8_i | (busy_8_q & ~done_8);
  assign done_o      = done_32 | done_8;
  assign cmd_valid_o = busy_8_q ? valid_8 : valid_32;
  assign cmd_addr_o  = busy_8_q ? addr_8 : addr_32;
  assign cmd_len_o   = busy_8_q ? len_8 : len_32;
  assign cmd_tag_o   = busy_8_q ? tag_8 : tag_32;

  for (genvar k = 0; k < Banks; k++) begin : gen_bank
    logic own;                                      // GEMM or ALU writes into this bank
    assign own = write_i & ((write_idx_i & IdxBits'(Banks - 1)) == IdxBits'(k));
    assign write[k*Blocks +: Blocks] = {Blocks{own}} | write_32[k*Blocks +: Blocks] |
                                       write_8[k*Blocks +: Blocks];
    assign row[k*RowBits +: RowBits] =
        write_i  ? RowBits'(write_idx_i >> $clog2(Banks)) :
        busy_8_q ? row_8[k*RowBits +: RowBits] : row_32[k*RowBits +: RowBits];
    assign bits[k*TensorBits +: TensorBits] =
        write_i  ? write_bits_i :
        busy_8_q ? bits_8[k*TensorBits +: TensorBits] : bits_32[k*TensorBits +: TensorBits];
  end

  Scratchpad #(
    .Depth(vta_pkg::AccDepth), .Width(TensorBits), .Blocks(Blocks), .Banks(Banks)
  ) u_scratchpad (
    .clock        (clock),
    .read_i       (read_i),
    .read_idx_i   (read_idx_i),
    .read_bits_o  (read_bits_o),
    .write_i      (write),
    .write_row_i  (row),
    .write_bits_i (bits)
  );

  always_ff @(posedge clock) begin
    if (reset) busy_8_q <= 1'b0;
    else       busy_8_q <= busy_8_d;
  end
endmodule
