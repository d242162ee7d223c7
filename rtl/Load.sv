// SPDX-License-Identifier: Apache-2.0
// Executes LOAD inp and LOAD wgt, one at a time in order, and holds their scratchpads. An
// instruction starts when it is at the head and its token is there; the next one starts one cycle
// after its done at the earliest. xsize 0 only moves tokens and takes two cycles.
module Load (
  input  logic                                 clock,
  input  logic                                 reset,
  // fetch
  input  logic                                 inst_valid_i,
  output logic                                 inst_ready_o,
  input  logic [127:0]                         inst_i,
  // VCR
  input  logic [vta_pkg::MemAddrBits-1:0]      inp_base_i,
  input  logic [vta_pkg::MemAddrBits-1:0]      wgt_base_i,
  output logic                                 error_o,      // pulse: LOAD with ysize 0
  // tokens from and to compute
  input  logic                                 post_i,
  output logic                                 post_o,
  // memory engine: inp in the low half, wgt in the high half
  output logic [1:0]                           cmd_valid_o,
  input  logic [1:0]                           cmd_ready_i,
  output logic [2*vta_pkg::MemAddrBits-1:0]    cmd_addr_o,
  output logic [2*vta_pkg::MemLenBits-1:0]     cmd_len_o,
  output logic [2*vta_pkg::ClientTagBits-1:0]  cmd_tag_o,
  input  logic [1:0]                           data_valid_i,
  input  logic [vta_pkg::MemDataBits-1:0]      data_i,
  input  logic                                 data_last_i,
  input  logic [vta_pkg::ClientTagBits-1:0]    data_tag_i,
  // compute reads
  input  logic                                 inp_read_i,
  input  logic [vta_pkg::InpIdxBits-1:0]       inp_idx_i,
  output logic [vta_pkg::InpTensorBits-1:0]    inp_bits_o,
  input  logic                                 wgt_read_i,
  input  logic [vta_pkg::WgtIdxBits-1:0]       wgt_idx_i,
  output logic [vta_pkg::WgtTensorBits-1:0]    wgt_bits_o
);
  localparam int unsigned AddrBits = vta_pkg::MemAddrBits;
  localparam int unsigned LenBits  = vta_pkg::MemLenBits;
  localparam int unsigned TagBits  = vta_pkg::ClientTagBits;

  typedef enum logic [1:0] {Idle, Sync, Exe} state_e;

  state_e       state_d, state_q;
  logic         head_valid, pop_next, push_next, is_wgt, empty_x, empty_y;
  logic         token_ready, start, run, done, inp_done, wgt_done;
  logic [127:0] inst;

  Queue #(.Depth(vta_pkg::InstQueueDepth), .Width(128)) u_inst_queue (
    .clock       (clock),
    .reset       (reset),
    .enq_valid_i (inst_valid_i),
    .enq_ready_o (inst_ready_o),
    .enq_data_i  (inst_i),
    .deq_valid_o (head_valid),
    .deq_ready_i (done),
    .deq_data_o  (inst)
  );

  TokenQueue #(.CntWidth(vta_pkg::TokenBits)) u_compute_to_load (
    .clock   (clock),
    .reset   (reset),
    .post_i  (post_i),
    .wait_i  (start & pop_next),
    .ready_o (token_ready)
  );

  assign pop_next  = inst[vta_pkg::PopNextLsb];
  assign push_next = inst[vta_pkg::PushNextLsb];
  assign is_wgt    = inst[vta_pkg::MemoryLsb +: 3] == vta_pkg::MemWgt;
  assign empty_x   = inst[vta_pkg::XsizeLsb +: 16] == '0;
  assign empty_y   = inst[vta_pkg::YsizeLsb +: 16] == '0;
  assign start     = (state_q == Idle) & head_valid & (~pop_next | token_ready);
  assign run       = start & ~empty_x & ~empty_y;
  assign error_o   = start & ~empty_x & empty_y;
  assign done      = (state_q == Sync) |
                     ((state_q == Exe) & (is_wgt ? wgt_done : inp_done));
  assign post_o    = done & push_next;

  always_comb begin
    state_d = state_q;
    if (start) state_d = run ? Exe : Sync;
    if (done)  state_d = Idle;
  end

  always_ff @(posedge clock) begin
    if (reset) state_q <= Idle;
    else       state_q <= state_d;
  end

  TensorLoad #(
    .TensorBits(vta_pkg::InpTensorBits), .Depth(vta_pkg::InpDepth)
  ) u_tensor_load_inp (
    .clock        (clock),
    .reset        (reset),
    .start_i      (run & ~is_wgt),
    .done_o       (inp_done),
    .inst_i       (inst),
    .base_i       (inp_base_i),
    .cmd_valid_o  (cmd_valid_o[0]),
    .cmd_ready_i  (cmd_ready_i[0]),
    .cmd_addr_o   (cmd_addr_o[0 +: AddrBits]),
    .cmd_len_o    (cmd_len_o[0 +: LenBits]),
    .cmd_tag_o    (cmd_tag_o[0 +: TagBits]),
    .data_valid_i (data_valid_i[0]),
    .data_i       (data_i),
    .data_last_i  (data_last_i),
    .data_tag_i   (data_tag_i),
    .read_i       (inp_read_i),
    .read_idx_i   (inp_idx_i),
    .read_bits_o  (inp_bits_o)
  );

  TensorLoad #(
    .TensorBits(vta_pkg::WgtTensorBits), .Depth(vta_pkg::WgtDepth)
  ) u_tensor_load_wgt (
    .clock        (clock),
    .reset        (reset),
    .start_i      (run & is_wgt),
    .done_o       (wgt_done),
    .inst_i       (inst),
    .base_i       (wgt_base_i),
    .cmd_valid_o  (cmd_valid_o[1]),
    .cmd_ready_i  (cmd_ready_i[1]),
    .cmd_addr_o   (cmd_addr_o[AddrBits +: AddrBits]),
    .cmd_len_o    (cmd_len_o[LenBits +: LenBits]),
    .cmd_tag_o    (cmd_tag_o[TagBits +: TagBits]),
    .data_valid_i (data_valid_i[1]),
    .data_i       (data_i),
    .data_last_i  (data_last_i),
    .data_tag_i   (data_tag_i),
    .read_i       (wgt_read_i),
    .read_idx_i   (wgt_idx_i),
    .read_bits_o  (wgt_bits_o)
  );
endmodule
