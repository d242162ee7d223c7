// SPDX-License-Identifier: Apache-2.0
// Fetch, Load, Compute and Store with their tokens. Read clients of the memory engine, from the
// lowest bits: fetch, uop, inp, wgt, acc.
module Core (
  input  logic                                 clock,
  input  logic                                 reset,
  // VCR
  input  logic                                 launch_i,      // level
  input  logic [31:0]                          inst_count_i,
  input  logic [6*vta_pkg::MemAddrBits-1:0]    bases_i,       // ins, uop, inp, wgt, acc, out
  input  logic                                 addr_zero_i,   // pulse, from the memory engine
  output logic                                 finish_o,      // pulse
  output logic                                 finish_late_o, // the same, one cycle later
  output logic [31:0]                          cycles_o,
  output logic [31:0]                          acc_writes_o,
  output logic [vta_pkg::ErrorBits-1:0]        errors_o,      // pulses
  // memory engine, reads
  output logic [4:0]                           rd_cmd_valid_o,
  input  logic [4:0]                           rd_cmd_ready_i,
  output logic [5*vta_pkg::MemAddrBits-1:0]    rd_cmd_addr_o,
  output logic [5*vta_pkg::MemLenBits-1:0]     rd_cmd_len_o,
  output logic [5*vta_pkg::ClientTagBits-1:0]  rd_cmd_tag_o,
  input  logic [4:0]                           rd_data_valid_i,
  input  logic [vta_pkg::MemDataBits-1:0]      rd_data_i,
  input  logic                                 rd_data_last_i,
  input  logic [vta_pkg::ClientTagBits-1:0]    rd_data_tag_i,
  // memory engine, writes
  output logic                                 wr_cmd_valid_o,
  input  logic                                 wr_cmd_ready_i,
  output logic [vta_pkg::MemAddrBits-1:0]      wr_cmd_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]       wr_cmd_len_o,
  output logic                                 wr_data_valid_o,
  input  logic                                 wr_data_ready_i,
  output logic [vta_pkg::MemDataBits-1:0]      wr_data_o,
  output logic [vta_pkg::MemDataBits/8-1:0]    wr_strb_o,
  input  logic                                 wr_ack_i
);
  localparam int unsigned AddrBits = vta_pkg::MemAddrBits;
  localparam int unsigned LenBits  = vta_pkg::MemLenBits;
  localparam int unsigned TagBits  = vta_pkg::ClientTagBits;

  logic [127:0] inst;
  logic         load_valid, load_ready, compute_valid, compute_ready, store_valid, store_ready;
  logic         load_to_compute, compute_to_load, compute_to_store, store_to_compute;
  logic         error_illegal, error_empty, error_load, error_compute, error_store;
  logic         compute_finish, acc_event, finish_late_q;

  logic                              inp_read, wgt_read, out_write;
  logic [vta_pkg::InpIdxBits-1:0]    inp_idx;
  logic [vta_pkg::InpTensorBits-1:0] inp_bits;
  logic [vta_pkg::WgtIdxBits-1:0]    wgt_idx;
  logic [vta_pkg::WgtTensorBits-1:0] wgt_bits;
  logic [vta_pkg::AccIdxBits-1:0]    out_idx;
  logic [vta_pkg::OutTensorBits-1:0] out_bits;

  logic [1:0]            compute_cmd_valid;
  logic [2*AddrBits-1:0] compute_cmd_addr;
  logic [2*LenBits-1:0]  compute_cmd_len;
  logic [2*TagBits-1:0]  compute_cmd_tag;

  Fetch u_fetch (
    .clock           (clock),
    .reset           (reset),
    .launch_i        (launch_i),
    .base_i          (bases_i[0 +: AddrBits]),
    .inst_count_i    (inst_count_i),
    .error_illegal_o (error_illegal),
    .error_empty_o   (error_empty),
    .cmd_valid_o     (rd_cmd_valid_o[0]),
    .cmd_ready_i     (rd_cmd_ready_i[0]),
    .cmd_addr_o      (rd_cmd_addr_o[0 +: AddrBits]),
    .cmd_len_o       (rd_cmd_len_o[0 +: LenBits]),
    .cmd_tag_o       (rd_cmd_tag_o[0 +: TagBits]),
    .data_valid_i    (rd_data_valid_i[0]),
    .data_i          (rd_data_i),
    .data_last_i     (rd_data_last_i),
    .data_tag_i      (rd_data_tag_i),
    .inst_o          (inst),
    .load_valid_o    (load_valid),
    .load_ready_i    (load_ready),
    .compute_valid_o (compute_valid),
    .compute_ready_i (compute_ready),
    .store_valid_o   (store_valid),
    .store_ready_i   (store_ready)
  );

  Load u_load (
    .clock        (clock),
    .reset        (reset),
    .inst_valid_i (load_valid),
    .inst_ready_o (load_ready),
    .inst_i       (inst),
    .inp_base_i   (bases_i[2*AddrBits +: AddrBits]),
    .wgt_base_i   (bases_i[3*AddrBits +: AddrBits]),
    .error_o      (error_load),
    .post_i       (compute_to_load),
    .post_o       (load_to_compute),
    .cmd_valid_o  (rd_cmd_valid_o[3:2]),
    .cmd_ready_i  (rd_cmd_ready_i[3:2]),
    .cmd_addr_o   (rd_cmd_addr_o[2*AddrBits +: 2*AddrBits]),
    .cmd_len_o    (rd_cmd_len_o[2*LenBits +: 2*LenBits]),
    .cmd_tag_o    (rd_cmd_tag_o[2*TagBits +: 2*TagBits]),
    .data_valid_i (rd_data_valid_i[3:2]),
    .data_i       (rd_data_i),
    .data_last_i  (rd_data_last_i),
    .data_tag_i   (rd_data_tag_i),
    .inp_read_i   (inp_read),
    .inp_idx_i    (inp_idx),
    .inp_bits_o   (inp_bits),
    .wgt_read_i   (wgt_read),
    .wgt_idx_i    (wgt_idx),
    .wgt_bits_o   (wgt_bits)
  );

  Compute u_compute (
    .clock        (clock),
    .reset        (reset),
    .inst_valid_i (compute_valid),
    .inst_ready_o (compute_ready),
    .inst_i       (inst),
    .uop_base_i   (bases_i[1*AddrBits +: AddrBits]),
    .acc_base_i   (bases_i[4*AddrBits +: AddrBits]),
    .finish_o     (compute_finish),
    .acc_event_o  (acc_event),
    .error_o      (error_compute),
    .load_post_i  (load_to_compute),
    .load_post_o  (compute_to_load),
    .store_post_i (store_to_compute),
    .store_post_o (compute_to_store),
    .cmd_valid_o  (compute_cmd_valid),
    .cmd_ready_i  ({rd_cmd_ready_i[4], rd_cmd_ready_i[1]}),
    .cmd_addr_o   (compute_cmd_addr),
    .cmd_len_o    (compute_cmd_len),
    .cmd_tag_o    (compute_cmd_tag),
    .data_valid_i ({rd_data_valid_i[4], rd_data_valid_i[1]}),
    .data_i       (rd_data_i),
    .data_last_i  (rd_data_last_i),
    .data_tag_i   (rd_data_tag_i),
    .inp_read_o   (inp_read),
    .inp_idx_o    (inp_idx),
    .inp_bits_i   (inp_bits),
    .wgt_read_o   (wgt_read),
    .wgt_idx_o    (wgt_idx),
    .wgt_bits_i   (wgt_bits),
    .out_write_o  (out_write),
    .out_idx_o    (out_idx),
    .out_bits_o   (out_bits)
  );

  assign rd_cmd_valid_o[1] = compute_cmd_valid[0];
  assign rd_cmd_valid_o[4] = compute_cmd_valid[1];
  assign rd_cmd_addr_o[1*AddrBits +: AddrBits] = compute_cmd_addr[0 +: AddrBits];
  assign rd_cmd_addr_o[4*AddrBits +: AddrBits] = compute_cmd_addr[AddrBits +: AddrBits];
  assign rd_cmd_len_o[1*LenBits +: LenBits]    = compute_cmd_len[0 +: LenBits];
  assign rd_cmd_len_o[4*LenBits +: LenBits]    = compute_cmd_len[LenBits +: LenBits];
  assign rd_cmd_tag_o[1*TagBits +: TagBits]    = compute_cmd_tag[0 +: TagBits];
  assign rd_cmd_tag_o[4*TagBits +: TagBits]    = compute_cmd_tag[TagBits +: TagBits];

  Store u_store (
    .clock        (clock),
    .reset        (reset),
    .inst_valid_i (store_valid),
    .inst_ready_o (store_ready),
    .inst_i       (inst),
    .out_base_i   (bases_i[5*AddrBits +: AddrBits]),
    .error_o      (error_store),
    .post_i       (compute_to_store),
    .post_o       (store_to_compute),
    .cmd_valid_o  (wr_cmd_valid_o),
    .cmd_ready_i  (wr_cmd_ready_i),
    .cmd_addr_o   (wr_cmd_addr_o),
    .cmd_len_o    (wr_cmd_len_o),
    .data_valid_o (wr_data_valid_o),
    .data_ready_i (wr_data_ready_i),
    .data_o       (wr_data_o),
    .strb_o       (wr_strb_o),
    .ack_i        (wr_ack_i),
    .out_write_i  (out_write),
    .out_idx_i    (out_idx),
    .out_bits_i   (out_bits)
  );

  EventCounters u_event_counters (
    .clock        (clock),
    .reset        (reset),
    .launch_i     (launch_i),
    .finish_i     (finish_o),
    .acc_write_i  (acc_event),
    .cycles_o     (cycles_o),
    .acc_writes_o (acc_writes_o)
  );

  // What could only hang ends the run: the error register says why.
  assign errors_o[vta_pkg::ErrorIllegal]   = error_illegal;
  assign errors_o[vta_pkg::ErrorLoadRows]  = error_load | error_compute;
  assign errors_o[vta_pkg::ErrorStoreRows] = error_store;
  assign errors_o[vta_pkg::ErrorAddrZero]  = addr_zero_i;
  assign errors_o[vta_pkg::ErrorEmpty]     = error_empty;
  assign finish_o      = compute_finish | (errors_o != '0);
  assign finish_late_o = finish_late_q;

  always_ff @(posedge clock) begin
    if (reset) finish_late_q <= 1'b0;
    else       finish_late_q <= finish_o;
  end
endmodule
