// SPDX-License-Identifier: Apache-2.0
// Storer and scratchpad of out: narrow if the tensor is wider than the bus, else wide.
// Timing: TensorStoreNarrow, TensorStoreWide.
module TensorStore (
  input  logic                               clock,
  input  logic                               reset,
  // owner
  input  logic                               start_i,
  output logic                               done_o,
  input  logic [127:0]                       inst_i,        // stable from start to done
  input  logic [vta_pkg::MemAddrBits-1:0]    base_i,
  // memory engine
  output logic                               cmd_valid_o,
  input  logic                               cmd_ready_i,
  output logic [vta_pkg::MemAddrBits-1:0]    cmd_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]     cmd_len_o,
  output logic                               data_valid_o,
  input  logic                               data_ready_i,
  output logic [vta_pkg::MemDataBits-1:0]    data_o,
  output logic [vta_pkg::MemDataBits/8-1:0]  strb_o,
  input  logic                               ack_i,
  // compute writes
  input  logic                               write_i,
  input  logic [vta_pkg::AccIdxBits-1:0]     write_idx_i,
  input  logic [vta_pkg::OutTensorBits-1:0]  write_bits_i
);
  if (vta_pkg::MemDataBits >= vta_pkg::OutTensorBits) begin : gen_wide
    TensorStoreWide u_tensor_store_wide (
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
      .data_valid_o (data_valid_o),
      .data_ready_i (data_ready_i),
      .data_o       (data_o),
      .strb_o       (strb_o),
      .ack_i        (ack_i),
      .write_i      (write_i),
      .write_idx_i  (write_idx_i),
      .write_bits_i (write_bits_i)
    );
  end else begin : gen_narrow
    assign strb_o = '1;
    TensorStoreNarrow u_tensor_store_narrow (
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
      .data_valid_o (data_valid_o),
      .data_ready_i (data_ready_i),
      .data_o       (data_o),
      .ack_i        (ack_i),
      .write_i      (write_i),
      .write_idx_i  (write_idx_i),
      .write_bits_i (write_bits_i)
    );
  end
endmodule
