// SPDX-License-Identifier: Apache-2.0
// GEMM: one tensor operation a cycle, five stages. With the start pulse in cycle s, operation k
// addresses its micro-op in s+1+k and writes acc and out in s+5+k; done in s+5+N. The acc read of
// one operation falls into the cycle of the write of the one before: the scratchpad is write-first,
// so the result is as if sequential. Memory requests come from registers, but inp_idx_o and
// wgt_idx_o depend combinationally on uop_bits_i, acc_write_bits_o on acc_bits_i.
module TensorGemm (
  input  logic                               clock,
  input  logic                               reset,
  // compute
  input  logic                               start_i,
  output logic                               done_o,
  input  logic [127:0]                       inst_i,      // stable from start to done
  // scratchpads
  output logic                               uop_read_o,
  output logic [vta_pkg::UopIdxBits-1:0]     uop_idx_o,
  input  logic [31:0]                        uop_bits_i,
  output logic                               inp_read_o,
  output logic [vta_pkg::InpIdxBits-1:0]     inp_idx_o,
  input  logic [vta_pkg::InpTensorBits-1:0]  inp_bits_i,
  output logic                               wgt_read_o,
  output logic [vta_pkg::WgtIdxBits-1:0]     wgt_idx_o,
  input  logic [vta_pkg::WgtTensorBits-1:0]  wgt_bits_i,
  output logic                               acc_read_o,
  output logic [vta_pkg::AccIdxBits-1:0]     acc_idx_o,
  input  logic [vta_pkg::AccTensorBits-1:0]  acc_bits_i,
  output logic                               acc_write_o,
  output logic                               out_write_o, // with acc_write_o, same index
  output logic [vta_pkg::AccIdxBits-1:0]     acc_write_idx_o,
  output logic [vta_pkg::AccTensorBits-1:0]  acc_write_bits_o
);
  localparam int unsigned AccIdxBits = vta_pkg::AccIdxBits;
  localparam int unsigned InpIdxBits = vta_pkg::InpIdxBits;
  localparam int unsigned WgtIdxBits = vta_pkg::WgtIdxBits;
  localparam int unsigned AccBits    = vta_pkg::AccBits;
  localparam int unsigned RowInp     = vta_pkg::BlockIn * vta_pkg::InpBits;
  localparam int unsigned RowWgt     = vta_pkg::BlockIn * vta_pkg::WgtBits;
  localparam int unsigned Factors    = 64;                // first bit of the index factors

  typedef enum logic [1:0] {Idle, Run, Wait} state_e;

  state_e                state_d, state_q;
  logic [2:0]            in_flight_d, in_flight_q;
  logic                  run, last, is_reset;
  logic [AccIdxBits-1:0] acc_offset, acc_offset_1_q, acc_idx_1, acc_idx_2_q, acc_idx_3_q;
  logic [AccIdxBits-1:0] acc_idx_4_q;
  logic [InpIdxBits-1:0] inp_offset, inp_offset_1_q;
  logic [WgtIdxBits-1:0] wgt_offset, wgt_offset_1_q;
  logic                  valid_1_q, valid_2_q, valid_3_q, valid_4_q, multiply_2, multiply_3;
  logic [vta_pkg::InpTensorBits-1:0]               inp_3_q;
  logic [vta_pkg::WgtTensorBits-1:0]               wgt_3_q;
  logic [vta_pkg::Batch*vta_pkg::BlockOut*32-1:0]  dot_4;

  assign run      = state_q == Run;
  assign is_reset = inst_i[vta_pkg::ResetLsb];
  assign done_o   = (state_q == Wait) & (in_flight_q == '0);

  IndexGenerator #(.ABits(AccIdxBits), .BBits(InpIdxBits), .CBits(WgtIdxBits)) u_index (
    .clock     (clock),
    .run_i     (run),
    .step_i    (run),
    .inst_i    (inst_i),
    .a_outer_i (inst_i[Factors +: AccIdxBits]),
    .a_inner_i (inst_i[Factors+AccIdxBits +: AccIdxBits]),
    .b_outer_i (inst_i[Factors+2*AccIdxBits +: InpIdxBits]),
    .b_inner_i (inst_i[Factors+2*AccIdxBits+InpIdxBits +: InpIdxBits]),
    .c_outer_i (inst_i[Factors+2*AccIdxBits+2*InpIdxBits +: WgtIdxBits]),
    .c_inner_i (inst_i[Factors+2*AccIdxBits+2*InpIdxBits+WgtIdxBits +: WgtIdxBits]),
    .uop_idx_o (uop_idx_o),
    .a_o       (acc_offset),
    .b_o       (inp_offset),
    .c_o       (wgt_offset),
    .last_o    (last)
  );

  assign uop_read_o = run;
  assign acc_idx_1  = uop_bits_i[0 +: AccIdxBits] + acc_offset_1_q;
  assign inp_idx_o  = uop_bits_i[vta_pkg::UopSrcLsb +: InpIdxBits] + inp_offset_1_q;
  assign wgt_idx_o  = uop_bits_i[vta_pkg::UopWgtLsb +: WgtIdxBits] + wgt_offset_1_q;
  assign inp_read_o = valid_1_q;
  assign wgt_read_o = valid_1_q;
  assign multiply_2 = valid_2_q & ~is_reset;
  assign multiply_3 = valid_3_q & ~is_reset;
  assign acc_read_o = valid_3_q;
  assign acc_idx_o  = acc_idx_3_q;

  for (genvar b = 0; b < vta_pkg::Batch; b++) begin : gen_row
    for (genvar o = 0; o < vta_pkg::BlockOut; o++) begin : gen_column
      DotProduct u_dot_product (
        .clock (clock),
        .en_i  (multiply_3),
        .inp_i (inp_3_q[b*RowInp +: RowInp]),
        .wgt_i (wgt_3_q[o*RowWgt +: RowWgt]),
        .sum_o (dot_4[(b*vta_pkg::BlockOut+o)*32 +: 32])
      );
    end
  end

  assign acc_write_o     = valid_4_q;
  assign out_write_o     = valid_4_q & ~is_reset;
  assign acc_write_idx_o = acc_idx_4_q;

  always_comb begin
    acc_write_bits_o = '0;
    if (out_write_o) begin
      for (int unsigned i = 0; i < vta_pkg::Batch * vta_pkg::BlockOut; i++) begin
        acc_write_bits_o[i*AccBits +: AccBits] =
            acc_bits_i[i*AccBits +: AccBits] + dot_4[i*32 +: AccBits];
      end
    end
  end

  always_comb begin
    state_d     = state_q;
    in_flight_d = in_flight_q + 3'(run) - 3'(valid_4_q);
    unique case (state_q)
      Idle: if (start_i) state_d = Run;
      Run:  if (last) state_d = Wait;
      Wait: if (in_flight_q == '0) state_d = Idle;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      state_q     <= Idle;
      in_flight_q <= '0;
      valid_1_q   <= 1'b0;
      valid_2_q   <= 1'b0;
      valid_3_q   <= 1'b0;
      valid_4_q   <= 1'b0;
    end else begin
      state_q     <= state_d;
      in_flight_q <= in_flight_d;
      valid_1_q   <= run;
      valid_2_q   <= valid_1_q;
      valid_3_q   <= valid_2_q;
      valid_4_q   <= valid_3_q;
    end
  end

  always_ff @(posedge clock) begin
    acc_offset_1_q <= acc_offset;
    inp_offset_1_q <= inp_offset;
    wgt_offset_1_q <= wgt_offset;
    acc_idx_2_q    <= acc_idx_1;
    acc_idx_3_q    <= acc_idx_2_q;
    acc_idx_4_q    <= acc_idx_3_q;
    if (multiply_2) begin
      inp_3_q <= inp_bits_i;
      wgt_3_q <= wgt_bits_i;
    end
  end
endmodule
