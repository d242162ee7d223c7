// SPDX-License-Identifier: Apache-2.0
// The accelerator: registers behind an AXI4-Lite port, memory behind an AXI4 port. The port names
// are the original's, so that either drops into the same harness; they are the one exception to the
// naming of ports. Combinational from input to output: io_mem_ar_* from io_mem_r_valid and
// io_mem_r_bits_last; nothing else.
module VTAShell (
  input  logic                              clock,
  input  logic                              reset,
  // host: AXI4-Lite slave
  output logic                              io_host_aw_ready,
  input  logic                              io_host_aw_valid,
  input  logic [15:0]                       io_host_aw_bits_addr,
  output logic                              io_host_w_ready,
  input  logic                              io_host_w_valid,
  input  logic [31:0]                       io_host_w_bits_data,
  input  logic [3:0]                        io_host_w_bits_strb,
  input  logic                              io_host_b_ready,
  output logic                              io_host_b_valid,
  output logic [1:0]                        io_host_b_bits_resp,
  output logic                              io_host_ar_ready,
  input  logic                              io_host_ar_valid,
  input  logic [15:0]                       io_host_ar_bits_addr,
  input  logic                              io_host_r_ready,
  output logic                              io_host_r_valid,
  output logic [31:0]                       io_host_r_bits_data,
  output logic [1:0]                        io_host_r_bits_resp,
  // memory: AXI4 master
  input  logic                              io_mem_aw_ready,
  output logic                              io_mem_aw_valid,
  output logic [vta_pkg::MemAddrBits-1:0]   io_mem_aw_bits_addr,
  output logic [vta_pkg::MemIdBits-1:0]     io_mem_aw_bits_id,
  output logic [vta_pkg::MemUserBits-1:0]   io_mem_aw_bits_user,
  output logic [vta_pkg::MemLenBits-1:0]    io_mem_aw_bits_len,
  output logic [2:0]                        io_mem_aw_bits_size,
  output logic [1:0]                        io_mem_aw_bits_burst,
  output logic [1:0]                        io_mem_aw_bits_lock,
  output logic [3:0]                        io_mem_aw_bits_cache,
  output logic [2:0]                        io_mem_aw_bits_prot,
  output logic [3:0]                        io_mem_aw_bits_qos,
  output logic [3:0]                        io_mem_aw_bits_region,
  input  logic                              io_mem_w_ready,
  output logic                              io_mem_w_valid,
  output logic [vta_pkg::MemDataBits-1:0]   io_mem_w_bits_data,
  output logic [vta_pkg::MemDataBits/8-1:0] io_mem_w_bits_strb,
  output logic                              io_mem_w_bits_last,
  output logic [vta_pkg::MemIdBits-1:0]     io_mem_w_bits_id,
  output logic [vta_pkg::MemUserBits-1:0]   io_mem_w_bits_user,
  output logic                              io_mem_b_ready,
  input  logic                              io_mem_b_valid,
  input  logic [1:0]                        io_mem_b_bits_resp,
  input  logic [vta_pkg::MemIdBits-1:0]     io_mem_b_bits_id,
  input  logic [vta_pkg::MemUserBits-1:0]   io_mem_b_bits_user,
  input  logic                              io_mem_ar_ready,
  output logic                              io_mem_ar_valid,
  output logic [vta_pkg::MemAddrBits-1:0]   io_mem_ar_bits_addr,
  output logic [vta_pkg::MemIdBits-1:0]     io_mem_ar_bits_id,
  output logic [vta_pkg::MemUserBits-1:0]   io_mem_ar_bits_user,
  output logic [vta_pkg::MemLenBits-1:0]    io_mem_ar_bits_len,
  output logic [2:0]                        io_mem_ar_bits_size,
  output logic [1:0]                        io_mem_ar_bits_burst,
  output logic [1:0]                        io_mem_ar_bits_lock,
  output logic [3:0]                        io_mem_ar_bits_cache,
  output logic [2:0]                        io_mem_ar_bits_prot,
  output logic [3:0]                        io_mem_ar_bits_qos,
  output logic [3:0]                        io_mem_ar_bits_region,
  output logic                              io_mem_r_ready,
  input  logic                              io_mem_r_valid,
  input  logic [vta_pkg::MemDataBits-1:0]   io_mem_r_bits_data,
  input  logic [1:0]                        io_mem_r_bits_resp,
  input  logic                              io_mem_r_bits_last,
  input  logic [vta_pkg::MemIdBits-1:0]     io_mem_r_bits_id,
  input  logic [vta_pkg::MemUserBits-1:0]   io_mem_r_bits_user
);
  localparam logic [2:0] Size  = 3'($clog2(vta_pkg::MemDataBits / 8));
  localparam logic [1:0] Incr  = 2'd1;
  localparam logic [3:0] Cache = 4'd15;             // coherent accesses: cacheable, with user 1
  localparam logic [2:0] Prot  = 3'd4;

  logic                                launch, finish, finish_late, addr_zero;
  logic [31:0]                         inst_count, cycles, acc_writes;
  logic [6*vta_pkg::MemAddrBits-1:0]   bases;
  logic [vta_pkg::ErrorBits-1:0]       errors;
  logic [4:0]                          rd_cmd_valid, rd_cmd_ready, rd_data_valid;
  logic [5*vta_pkg::MemAddrBits-1:0]   rd_cmd_addr;
  logic [5*vta_pkg::MemLenBits-1:0]    rd_cmd_len;
  logic [5*vta_pkg::ClientTagBits-1:0] rd_cmd_tag;
  logic [vta_pkg::MemDataBits-1:0]     rd_data;
  logic                                rd_data_last;
  logic [vta_pkg::ClientTagBits-1:0]   rd_data_tag;
  logic                                wr_cmd_valid, wr_cmd_ready, wr_data_valid, wr_data_ready;
  logic [vta_pkg::MemAddrBits-1:0]     wr_cmd_addr;
  logic [vta_pkg::MemLenBits-1:0]      wr_cmd_len;
  logic                                wr_ack;

  assign io_host_b_bits_resp   = '0;
  assign io_host_r_bits_resp   = '0;
  assign io_mem_aw_bits_id     = '0;
  assign io_mem_aw_bits_user   = vta_pkg::MemUserBits'(1);
  assign io_mem_aw_bits_size   = Size;
  assign io_mem_aw_bits_burst  = Incr;
  assign io_mem_aw_bits_lock   = '0;
  assign io_mem_aw_bits_cache  = Cache;
  assign io_mem_aw_bits_prot   = Prot;
  assign io_mem_aw_bits_qos    = '0;
  assign io_mem_aw_bits_region = '0;
  assign io_mem_w_bits_id      = '0;
  assign io_mem_w_bits_user    = vta_pkg::MemUserBits'(1);
  assign io_mem_ar_bits_user   = vta_pkg::MemUserBits'(1);
  assign io_mem_ar_bits_size   = Size;
  assign io_mem_ar_bits_burst  = Incr;
  assign io_mem_ar_bits_lock   = '0;
  assign io_mem_ar_bits_cache  = Cache;
  assign io_mem_ar_bits_prot   = Prot;
  assign io_mem_ar_bits_qos    = '0;
  assign io_mem_ar_bits_region = '0;
  assign io_mem_r_ready        = 1'b1;

  VCR u_vcr (
    .clock        (clock),
    .reset        (reset),
    .aw_ready_o   (io_host_aw_ready),
    .aw_valid_i   (io_host_aw_valid),
    .aw_addr_i    (io_host_aw_bits_addr),
    .w_ready_o    (io_host_w_ready),
    .w_valid_i    (io_host_w_valid),
    .w_data_i     (io_host_w_bits_data),
    .b_ready_i    (io_host_b_ready),
    .b_valid_o    (io_host_b_valid),
    .ar_ready_o   (io_host_ar_ready),
    .ar_valid_i   (io_host_ar_valid),
    .ar_addr_i    (io_host_ar_bits_addr),
    .r_ready_i    (io_host_r_ready),
    .r_valid_o    (io_host_r_valid),
    .r_data_o     (io_host_r_bits_data),
    .launch_o     (launch),
    .finish_i     (finish_late),
    .capture_i    (finish),
    .cycles_i     (cycles),
    .acc_writes_i (acc_writes),
    .errors_i     (errors),
    .inst_count_o (inst_count),
    .bases_o      (bases)
  );

  Core u_core (
    .clock           (clock),
    .reset           (reset),
    .launch_i        (launch),
    .inst_count_i    (inst_count),
    .bases_i         (bases),
    .addr_zero_i     (addr_zero),
    .finish_o        (finish),
    .finish_late_o   (finish_late),
    .cycles_o        (cycles),
    .acc_writes_o    (acc_writes),
    .errors_o        (errors),
    .rd_cmd_valid_o  (rd_cmd_valid),
    .rd_cmd_ready_i  (rd_cmd_ready),
    .rd_cmd_addr_o   (rd_cmd_addr),
    .rd_cmd_len_o    (rd_cmd_len),
    .rd_cmd_tag_o    (rd_cmd_tag),
    .rd_data_valid_i (rd_data_valid),
    .rd_data_i       (rd_data),
    .rd_data_last_i  (rd_data_last),
    .rd_data_tag_i   (rd_data_tag),
    .wr_cmd_valid_o  (wr_cmd_valid),
    .wr_cmd_ready_i  (wr_cmd_ready),
    .wr_cmd_addr_o   (wr_cmd_addr),
    .wr_cmd_len_o    (wr_cmd_len),
    .wr_data_valid_o (wr_data_valid),
    .wr_data_ready_i (wr_data_ready),
    .wr_data_o       (io_mem_w_bits_data),
    .wr_strb_o       (io_mem_w_bits_strb),
    .wr_ack_i        (wr_ack)
  );

  VME u_vme (
    .clock           (clock),
    .reset           (reset),
    .rd_cmd_valid_i  (rd_cmd_valid),
    .rd_cmd_ready_o  (rd_cmd_ready),
    .rd_cmd_addr_i   (rd_cmd_addr),
    .rd_cmd_len_i    (rd_cmd_len),
    .rd_cmd_tag_i    (rd_cmd_tag),
    .rd_data_valid_o (rd_data_valid),
    .rd_data_o       (rd_data),
    .rd_data_last_o  (rd_data_last),
    .rd_data_tag_o   (rd_data_tag),
    .rd_addr_zero_o  (addr_zero),
    .wr_cmd_valid_i  (wr_cmd_valid),
    .wr_cmd_ready_o  (wr_cmd_ready),
    .wr_cmd_addr_i   (wr_cmd_addr),
    .wr_cmd_len_i    (wr_cmd_len),
    .wr_data_valid_i (wr_data_valid),
    .wr_data_ready_o (wr_data_ready),
    .wr_ack_o        (wr_ack),
    .aw_ready_i      (io_mem_aw_ready),
    .aw_valid_o      (io_mem_aw_valid),
    .aw_addr_o       (io_mem_aw_bits_addr),
    .aw_len_o        (io_mem_aw_bits_len),
    .w_ready_i       (io_mem_w_ready),
    .w_valid_o       (io_mem_w_valid),
    .w_last_o        (io_mem_w_bits_last),
    .b_ready_o       (io_mem_b_ready),
    .b_valid_i       (io_mem_b_valid),
    .ar_ready_i      (io_mem_ar_ready),
    .ar_valid_o      (io_mem_ar_valid),
    .ar_addr_o       (io_mem_ar_bits_addr),
    .ar_len_o        (io_mem_ar_bits_len),
    .ar_id_o         (io_mem_ar_bits_id),
    .r_valid_i       (io_mem_r_valid),
    .r_data_i        (io_mem_r_bits_data),
    .r_last_i        (io_mem_r_bits_last),
    .r_id_i          (io_mem_r_bits_id)
  );
endmodule
