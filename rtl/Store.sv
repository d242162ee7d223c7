// SPDX-License-Identifier: Apache-2.0
// Executes STORE, one at a time in order, and holds the out scratchpad. An instruction starts when
// it is at the head and its token is there; the next one starts one cycle after its done at the
// earliest. xsize 0 only moves tokens and takes two cycles.
module Store (
  input  logic                                clock,
  input  logic                                reset,
  // fetch
  input  logic                                inst_valid_i,
  output logic                                inst_ready_o,
  input  logic [127:0]                        inst_i,
  // VCR
  input  logic [vta_pkg::MemAddrBits-1:0]     out_base_i,
  output logic                                error_o,      // pulse: wide STORE with ysize 0
  // tokens from and to compute
  input  logic                                post_i,
  output logic                                post_o,
  // memory engine
  output logic                                cmd_valid_o,
  input  logic                                cmd_ready_i,
  output logic [vta_pkg::MemAddrBits-1:0]     cmd_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]      cmd_len_o,
  output logic                                data_valid_o,
  input  logic                                data_ready_i,
  output logic [vta_pkg::MemDataBits-1:0]     data_o,
  output logic [vta_pkg::MemDataBits/8-1:0]   strb_o,
  input  logic                                ack_i,
  // compute writes
  input  logic                                out_write_i,
  input  logic [vta_pkg::AccIdxBits-1:0]      out_idx_i,
  input  logic [vta_pkg::OutTensorBits-1:0]   out_bits_i
);
  localparam bit Wide = vta_pkg::MemDataBits >= vta_pkg::OutTensorBits;

  typedef enum logic [1:0] {Idle, Sync, Exe} state_e;

  state_e       state_d, state_q;
  logic         head_valid, pop_prev, push_prev, empty_x, empty_y;
  logic         token_ready, start, run, done, unit_done;
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

  TokenQueue #(.CntWidth(vta_pkg::TokenBits)) u_compute_to_store (
    .clock   (clock),
    .reset   (reset),
    .post_i  (post_i),
    .wait_i  (start & pop_prev),
    .ready_o (token_ready)
  );

  assign pop_prev  = inst[vta_pkg::PopPrevLsb];
  assign push_prev = inst[vta_pkg::PushPrevLsb];
  assign empty_x   = inst[vta_pkg::XsizeLsb +: 16] == '0;
  assign empty_y   = Wide & (inst[vta_pkg::YsizeLsb +: 16] == '0);
  assign start     = (state_q == Idle) & head_valid & (~pop_prev | token_ready);
  assign run       = start & ~empty_x & ~empty_y;
  assign error_o   = start & ~empty_x & empty_y;
  assign done      = (state_q == Sync) | ((state_q == Exe) & unit_done);
  assign post_o    = done & push_prev;

  always_comb begin
    state_d = state_q;
    if (start) state_d = run ? Exe : Sync;
    if (done)  state_d = Idle;
  end

  always_ff @(posedge clock) begin
    if (reset) state_q <= Idle;
    else       state_q <= state_d;
  end

  TensorStore u_tensor_store (
    .clock        (clock),
    .reset        (reset),
    .start_i      (run),
    .done_o       (unit_done),
    .inst_i       (inst),
    .base_i       (out_base_i),
    .cmd_valid_o  (cmd_valid_o),
    .cmd_ready_i  (cmd_ready_i),
    .cmd_addr_o   (cmd_addr_o),
    .cmd_len_o    (cmd_len_o),
    .data_valid_o (data_valid_o),
    .data_ready_i (data_ready_i),
    .data_o       (data_o),
    .strb_o       (strb_o),
    .ack_i        (ack_i),
    .write_i      (out_write_i),
    .write_idx_i  (out_idx_i),
    .write_bits_i (out_bits_i)
  );
endmodule
