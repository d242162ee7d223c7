// SPDX-License-Identifier: Apache-2.0
// Loader and scratchpad of uop, inp or wgt: narrow if the tensor is wider than the bus, else wide.
// Timing: TensorLoadNarrow, TensorLoadWide, Scratchpad.
module TensorLoad #(
  parameter int unsigned TensorBits = 128,
  parameter int unsigned Depth      = 2048,
  localparam int unsigned IdxBits   = $clog2(Depth)
) (
  input  logic                              clock,
  input  logic                              reset,
  // owner
  input  logic                              start_i,
  output logic                              done_o,
  input  logic [127:0]                      inst_i,         // stable from start to done
  input  logic [vta_pkg::MemAddrBits-1:0]   base_i,
  // memory engine
  output logic                              cmd_valid_o,
  input  logic                              cmd_ready_i,
  output logic [vta_pkg::MemAddrBits-1:0]   cmd_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]    cmd_len_o,
  output logic [vta_pkg::ClientTagBits-1:0] cmd_tag_o,
  input  logic                              data_valid_i,
  input  logic [vta_pkg::MemDataBits-1:0]   data_i,
  input  logic                              data_last_i,
  input  logic [vta_pkg::ClientTagBits-1:0] data_tag_i,
  // reader
  input  logic                              read_i,
  input  logic [IdxBits-1:0]                read_idx_i,
  output logic [TensorBits-1:0]             read_bits_o
);
  if (TensorBits > vta_pkg::MemDataBits) begin : gen_narrow
    localparam int unsigned Blocks    = TensorBits / vta_pkg::MemDataBits;
    localparam int unsigned BlockBits = $clog2(Blocks);

    logic                            write_data, write_zero;
    logic [IdxBits-1:0]              write_idx;
    logic [BlockBits-1:0]            write_block;
    logic [vta_pkg::MemDataBits-1:0] write_bits;
    logic [Blocks-1:0]               write;

    TensorLoadNarrow #(.TensorBits(TensorBits), .IdxBits(IdxBits)) u_tensor_load_narrow (
      .clock         (clock),
      .reset         (reset),
      .start_i       (start_i),
      .done_o        (done_o),
      .inst_i        (inst_i),
      .base_i        (base_i),
      .cmd_valid_o   (cmd_valid_o),
      .cmd_ready_i   (cmd_ready_i),
      .cmd_addr_o    (cmd_addr_o),
      .cmd_len_o     (cmd_len_o),
      .cmd_tag_o     (cmd_tag_o),
      .data_valid_i  (data_valid_i),
      .data_i        (data_i),
      .data_tag_i    (data_tag_i),
      .write_data_o  (write_data),
      .write_zero_o  (write_zero),
      .write_idx_o   (write_idx),
      .write_block_o (write_block),
      .write_bits_o  (write_bits)
    );

    assign write = {Blocks{write_zero}} | (Blocks'(write_data) << write_block);

    Scratchpad #(.Depth(Depth), .Width(TensorBits), .Blocks(Blocks)) u_scratchpad (
      .clock        (clock),
      .read_i       (read_i),
      .read_idx_i   (read_idx_i),
      .read_bits_o  (read_bits_o),
      .write_i      (write),
      .write_row_i  (write_idx),
      .write_bits_i ({Blocks{write_zero ? vta_pkg::MemDataBits'(0) : write_bits}})
    );
  end else begin : gen_wide
    localparam int unsigned Lanes   = vta_pkg::MemDataBits / TensorBits;
    localparam int unsigned RowBits = IdxBits - $clog2(Lanes);

    logic [Lanes-1:0]            write;
    logic [Lanes*RowBits-1:0]    write_row;
    logic [Lanes*TensorBits-1:0] write_bits;

    TensorLoadWide #(.TensorBits(TensorBits), .IdxBits(IdxBits)) u_tensor_load_wide (
      .clock        (clock),
      .reset        (reset),
      .start_i      (start_i),
      .done_o       (done_o),
      .inst_i       (inst_i),
      .base_i       (base_i),
      .cmd_valid_o  (cmd_valid_o),
      .cmd_ready_i  (cmd_ready_i),
      .cmd_addr_o   (cmd_addr_o),
      .cmd_len_o    (cmd_len_o),
      .cmd_tag_o    (cmd_tag_o),
      .data_valid_i (data_valid_i),
      .data_i       (data_i),
      .data_last_i  (data_last_i),
      .data_tag_i   (data_tag_i),
      .write_o      (write),
      .write_row_o  (write_row),
      .write_bits_o (write_bits)
    );

    Scratchpad #(.Depth(Depth), .Width(TensorBits), .Banks(Lanes)) u_scratchpad (
      .clock        (clock),
      .read_i       (read_i),
      .read_idx_i   (read_idx_i),
      .read_bits_o  (read_bits_o),
      .write_i      (write),
      .write_row_i  (write_row),
      .write_bits_i (write_bits)
    );
  end
endmodule
