// SPDX-License-Identifier: Apache-2.0
// Reads the program and hands each instruction to its module, strictly in order. Fetch64 serves a
// 64-bit bus, FetchWide a wider one; their headers state the timing.
module Fetch (
  input  logic                              clock,
  input  logic                              reset,
  // VCR
  input  logic                              launch_i,           // level
  input  logic [vta_pkg::MemAddrBits-1:0]   base_i,
  input  logic [31:0]                       inst_count_i,
  output logic                              error_illegal_o,    // pulse: undecodable, dropped
  output logic                              error_empty_o,      // pulse: launch of 0 instructions
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
  // modules
  output logic [127:0]                      inst_o,
  output logic                              load_valid_o,
  input  logic                              load_ready_i,
  output logic                              compute_valid_o,
  input  logic                              compute_ready_i,
  output logic                              store_valid_o,
  input  logic                              store_ready_i
);
  logic launch_q, edge_seen, start, inst_valid, inst_ready;
  logic to_load, to_compute, to_store, illegal;

  assign edge_seen     = launch_i & ~launch_q;
  assign start         = edge_seen & (inst_count_i != '0);
  assign error_empty_o = edge_seen & (inst_count_i == '0);

  Decode u_decode (
    .inst_i       (inst_o),
    .to_load_o    (to_load),
    .to_compute_o (to_compute),
    .to_store_o   (to_store),
    .illegal_o    (illegal)
  );

  assign load_valid_o    = inst_valid & to_load;
  assign compute_valid_o = inst_valid & to_compute;
  assign store_valid_o   = inst_valid & to_store;
  assign error_illegal_o = inst_valid & illegal;
  assign inst_ready      = (to_load & load_ready_i) | (to_compute & compute_ready_i) |
                           (to_store & store_ready_i) | illegal;

  always_ff @(posedge clock) begin
    if (reset) launch_q <= 1'b0;
    else       launch_q <= launch_i;
  end

  if (vta_pkg::MemDataBits == 64) begin : gen_narrow
    assign cmd_tag_o = '0;
    Fetch64 u_fetch_64 (
      .clock        (clock),
      .reset        (reset),
      .start_i      (start),
      .base_i       (base_i),
      .inst_count_i (inst_count_i),
      .cmd_valid_o  (cmd_valid_o),
      .cmd_ready_i  (cmd_ready_i),
      .cmd_addr_o   (cmd_addr_o),
      .cmd_len_o    (cmd_len_o),
      .data_valid_i (data_valid_i),
      .data_i       (data_i),
      .inst_valid_o (inst_valid),
      .inst_ready_i (inst_ready),
      .inst_o       (inst_o)
    );
  end else begin : gen_wide
    FetchWide u_fetch_wide (
      .clock        (clock),
      .reset        (reset),
      .start_i      (start),
      .base_i       (base_i),
      .inst_count_i (inst_count_i),
      .cmd_valid_o  (cmd_valid_o),
      .cmd_ready_i  (cmd_ready_i),
      .cmd_addr_o   (cmd_addr_o),
      .cmd_len_o    (cmd_len_o),
      .cmd_tag_o    (cmd_tag_o),
      .data_valid_i (data_valid_i),
      .data_i       (data_i),
      .data_last_i  (data_last_i),
      .data_tag_i   (data_tag_i),
      .inst_valid_o (inst_valid),
      .inst_ready_i (inst_ready),
      .inst_o       (inst_o)
    );
  end
endmodule
