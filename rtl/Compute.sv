// SPDX-License-Identifier: Apache-2.0
// Executes LOAD uop, LOAD acc, GEMM, ALU and FINISH, one at a time in order, and holds the uop and
// acc scratchpads. An instruction starts when it is at the head and all its tokens are there;
// loads start in that cycle, GEMM and ALU one later; the next instruction starts one cycle after
// done at the earliest. FINISH and a LOAD with xsize 0 take two cycles.
module Compute (
  input  logic                                 clock,
  input  logic                                 reset,
  // fetch
  input  logic                                 inst_valid_i,
  output logic                                 inst_ready_o,
  input  logic [127:0]                         inst_i,
  // VCR and counters
  input  logic [vta_pkg::MemAddrBits-1:0]      uop_base_i,
  input  logic [vta_pkg::MemAddrBits-1:0]      acc_base_i,
  output logic                                 finish_o,     // pulse
  output logic                                 acc_event_o,  // GEMM or ALU writes a tensor
  output logic                                 error_o,      // pulse: LOAD with ysize 0
  // tokens
  input  logic                                 load_post_i,
  output logic                                 load_post_o,
  input  logic                                 store_post_i,
  output logic                                 store_post_o,
  // memory engine: uop in the low half, acc in the high half
  output logic [1:0]                           cmd_valid_o,
  input  logic [1:0]                           cmd_ready_i,
  output logic [2*vta_pkg::MemAddrBits-1:0]    cmd_addr_o,
  output logic [2*vta_pkg::MemLenBits-1:0]     cmd_len_o,
  output logic [2*vta_pkg::ClientTagBits-1:0]  cmd_tag_o,
  input  logic [1:0]                           data_valid_i,
  input  logic [vta_pkg::MemDataBits-1:0]      data_i,
  input  logic                                 data_last_i,
  input  logic [vta_pkg::ClientTagBits-1:0]    data_tag_i,
  // scratchpads of load
  output logic                                 inp_read_o,
  output logic [vta_pkg::InpIdxBits-1:0]       inp_idx_o,
  input  logic [vta_pkg::InpTensorBits-1:0]    inp_bits_i,
  output logic                                 wgt_read_o,
  output logic [vta_pkg::WgtIdxBits-1:0]       wgt_idx_o,
  input  logic [vta_pkg::WgtTensorBits-1:0]    wgt_bits_i,
  // scratchpad of store
  output logic                                 out_write_o,
  output logic [vta_pkg::AccIdxBits-1:0]       out_idx_o,
  output logic [vta_pkg::OutTensorBits-1:0]    out_bits_o
);
  localparam int unsigned AddrBits   = vta_pkg::MemAddrBits;
  localparam int unsigned LenBits    = vta_pkg::MemLenBits;
  localparam int unsigned TagBits    = vta_pkg::ClientTagBits;
  localparam int unsigned AccIdxBits = vta_pkg::AccIdxBits;
  localparam int unsigned AccBits    = vta_pkg::AccBits;
  localparam int unsigned OutBits    = vta_pkg::OutBits;

  typedef enum logic [1:0] {Idle, Sync, Exe} state_e;

  state_e       state_d, state_q;
  logic         head_valid, load_ready, store_ready, start, done;
  logic         pop_prev, pop_next, push_prev, push_next;
  logic         is_load, is_gemm, is_alu, is_finish, empty_x, empty_y, run_load;
  logic [2:0]   opcode, memory;
  logic         gemm_start_q, alu_start_q, uop_done, acc_done, gemm_done, alu_done;
  logic [127:0] inst;

  logic                               gemm_uop_read, alu_uop_read, gemm_acc_read, alu_acc_read;
  logic                               gemm_acc_write, gemm_out_write, alu_acc_write;
  logic [vta_pkg::UopIdxBits-1:0]     gemm_uop_idx, alu_uop_idx;
  logic [AccIdxBits-1:0]              gemm_acc_idx, alu_acc_idx, acc_write_idx;
  logic [AccIdxBits-1:0]              gemm_write_idx, alu_write_idx;
  logic [vta_pkg::AccTensorBits-1:0]  gemm_write_bits, alu_write_bits, acc_write_bits, acc_bits;
  logic [31:0]                        uop_bits;

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

  TokenQueue #(.CntWidth(vta_pkg::TokenBits)) u_load_to_compute (
    .clock   (clock),
    .reset   (reset),
    .post_i  (load_post_i),
    .wait_i  (start & pop_prev),
    .ready_o (load_ready)
  );

  TokenQueue #(.CntWidth(vta_pkg::TokenBits)) u_store_to_compute (
    .clock   (clock),
    .reset   (reset),
    .post_i  (store_post_i),
    .wait_i  (start & pop_next),
    .ready_o (store_ready)
  );

  assign opcode    = inst[vta_pkg::OpcodeLsb +: 3];
  assign memory    = inst[vta_pkg::MemoryLsb +: 3];
  assign pop_prev  = inst[vta_pkg::PopPrevLsb];
  assign pop_next  = inst[vta_pkg::PopNextLsb];
  assign push_prev = inst[vta_pkg::PushPrevLsb];
  assign push_next = inst[vta_pkg::PushNextLsb];
  assign is_load   = opcode == vta_pkg::OpLoad;
  assign is_gemm   = opcode == vta_pkg::OpGemm;
  assign is_alu    = opcode == vta_pkg::OpAlu;
  assign is_finish = opcode == vta_pkg::OpFinish;
  assign empty_x   = inst[vta_pkg::XsizeLsb +: 16] == '0;
  assign empty_y   = inst[vta_pkg::YsizeLsb +: 16] == '0;

  assign start    = (state_q == Idle) & head_valid & (~pop_prev | load_ready) &
                    (~pop_next | store_ready);
  assign run_load = start & is_load & ~empty_x & ~empty_y;
  assign error_o  = start & is_load & ~empty_x & empty_y;
  assign done     = (state_q == Sync) |
                    ((state_q == Exe) & (uop_done | acc_done | gemm_done | alu_done));
  assign finish_o     = (state_q == Sync) & is_finish;
  assign load_post_o  = done & push_prev;
  assign store_post_o = done & push_next;

  always_comb begin
    state_d = state_q;
    if (start) state_d = (run_load | is_gemm | is_alu) ? Exe : Sync;
    if (done)  state_d = Idle;
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      state_q      <= Idle;
      gemm_start_q <= 1'b0;
      alu_start_q  <= 1'b0;
    end else begin
      state_q      <= state_d;
      gemm_start_q <= start & is_gemm;
      alu_start_q  <= start & is_alu;
    end
  end

  TensorLoad #(.TensorBits(32), .Depth(vta_pkg::UopDepth)) u_tensor_load_uop (
    .clock        (clock),
    .reset        (reset),
    .start_i      (run_load & (memory == vta_pkg::MemUop)),
    .done_o       (uop_done),
    .inst_i       (inst),
    .base_i       (uop_base_i),
    .cmd_valid_o  (cmd_valid_o[0]),
    .cmd_ready_i  (cmd_ready_i[0]),
    .cmd_addr_o   (cmd_addr_o[0 +: AddrBits]),
    .cmd_len_o    (cmd_len_o[0 +: LenBits]),
    .cmd_tag_o    (cmd_tag_o[0 +: TagBits]),
    .data_valid_i (data_valid_i[0]),
    .data_i       (data_i),
    .data_last_i  (data_last_i),
    .data_tag_i   (data_tag_i),
    .read_i       (gemm_uop_read | alu_uop_read),
    .read_idx_i   (gemm_uop_read ? gemm_uop_idx : alu_uop_idx),
    .read_bits_o  (uop_bits)
  );

  TensorLoadAcc u_tensor_load_acc (
    .clock        (clock),
    .reset        (reset),
    .start_i      (run_load & (memory == vta_pkg::MemAcc)),
    .start_8_i    (run_load & (memory == vta_pkg::MemAcc8)),
    .done_o       (acc_done),
    .inst_i       (inst),
    .base_i       (acc_base_i),
    .cmd_valid_o  (cmd_valid_o[1]),
    .cmd_ready_i  (cmd_ready_i[1]),
    .cmd_addr_o   (cmd_addr_o[AddrBits +: AddrBits]),
    .cmd_len_o    (cmd_len_o[LenBits +: LenBits]),
    .cmd_tag_o    (cmd_tag_o[TagBits +: TagBits]),
    .data_valid_i (data_valid_i[1]),
    .data_i       (data_i),
    .data_last_i  (data_last_i),
    .data_tag_i   (data_tag_i),
    .read_i       (gemm_acc_read | alu_acc_read),
    .read_idx_i   (gemm_acc_read ? gemm_acc_idx : alu_acc_idx),
    .read_bits_o  (acc_bits),
    .write_i      (acc_event_o),
    .write_idx_i  (acc_write_idx),
    .write_bits_i (acc_write_bits)
  );

  TensorGemm u_tensor_gemm (
    .clock            (clock),
    .reset            (reset),
    .start_i          (gemm_start_q),
    .done_o           (gemm_done),
    .inst_i           (inst),
    .uop_read_o       (gemm_uop_read),
    .uop_idx_o        (gemm_uop_idx),
    .uop_bits_i       (uop_bits),
    .inp_read_o       (inp_read_o),
    .inp_idx_o        (inp_idx_o),
    .inp_bits_i       (inp_bits_i),
    .wgt_read_o       (wgt_read_o),
    .wgt_idx_o        (wgt_idx_o),
    .wgt_bits_i       (wgt_bits_i),
    .acc_read_o       (gemm_acc_read),
    .acc_idx_o        (gemm_acc_idx),
    .acc_bits_i       (acc_bits),
    .acc_write_o      (gemm_acc_write),
    .out_write_o      (gemm_out_write),
    .acc_write_idx_o  (gemm_write_idx),
    .acc_write_bits_o (gemm_write_bits)
  );

  TensorAlu u_tensor_alu (
    .clock            (clock),
    .reset            (reset),
    .start_i          (alu_start_q),
    .done_o           (alu_done),
    .inst_i           (inst),
    .uop_read_o       (alu_uop_read),
    .uop_idx_o        (alu_uop_idx),
    .uop_bits_i       (uop_bits),
    .acc_read_o       (alu_acc_read),
    .acc_idx_o        (alu_acc_idx),
    .acc_bits_i       (acc_bits),
    .acc_write_o      (alu_acc_write),
    .acc_write_idx_o  (alu_write_idx),
    .acc_write_bits_o (alu_write_bits)
  );

  assign acc_event_o    = gemm_acc_write | alu_acc_write;
  assign acc_write_idx  = gemm_acc_write ? gemm_write_idx : alu_write_idx;
  assign acc_write_bits = gemm_acc_write ? gemm_write_bits : alu_write_bits;
  assign out_write_o    = gemm_out_write | alu_acc_write;
  assign out_idx_o      = acc_write_idx;

  // OUT is the low bits of every accumulator lane.
  for (genvar i = 0; i < vta_pkg::Batch * vta_pkg::BlockOut; i++) begin : gen_out
    if (OutBits <= AccBits) begin : gen_cut
      assign out_bits_o[i*OutBits +: OutBits] = acc_write_bits[i*AccBits +: OutBits];
    end else begin : gen_extend
      assign out_bits_o[i*OutBits +: OutBits] =
          {{(OutBits-AccBits){acc_write_bits[i*AccBits+AccBits-1]}},
           acc_write_bits[i*AccBits +: AccBits]};
    end
  end
endmodule
