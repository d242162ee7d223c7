// SPDX-License-Identifier: Apache-2.0
// Loop nest of GEMM and ALU: micro-op innermost, then lp_1, then lp_0; one step a cycle without
// bubbles. Each of three offsets grows by its inner factor per lp_1 step and by its outer factor
// per lp_0 step. Counters are 14 bits and compare for equality: a count of 0 means 16384.
// While run_i is 0 the counters are reloaded. Outputs come from registers.
module IndexGenerator #(
  parameter int unsigned ABits = 11,
  parameter int unsigned BBits = 11,
  parameter int unsigned CBits = 10
) (
  input  logic             clock,
  input  logic             run_i,
  input  logic             step_i,
  input  logic [127:0]     inst_i,                  // GEMM or ALU; the first word is the same
  input  logic [ABits-1:0] a_outer_i,
  input  logic [ABits-1:0] a_inner_i,
  input  logic [BBits-1:0] b_outer_i,
  input  logic [BBits-1:0] b_inner_i,
  input  logic [CBits-1:0] c_outer_i,
  input  logic [CBits-1:0] c_inner_i,
  output logic [vta_pkg::UopIdxBits-1:0] uop_idx_o,
  output logic [ABits-1:0] a_o,
  output logic [BBits-1:0] b_o,
  output logic [CBits-1:0] c_o,
  output logic             last_o                   // this step is the last one
);
  localparam int unsigned CntBits = vta_pkg::LoopBits;

  logic [CntBits-1:0] begin_uop, last_uop, last_inner, last_outer;
  logic [CntBits-1:0] uop_d, uop_q, inner_d, inner_q, outer_d, outer_q;
  logic [ABits-1:0]   a_d, a_q, a_row_d, a_row_q;
  logic [BBits-1:0]   b_d, b_q, b_row_d, b_row_q;
  logic [CBits-1:0]   c_d, c_q, c_row_d, c_row_q;
  logic               uop_end, inner_end, outer_end;

  assign begin_uop  = CntBits'(inst_i[vta_pkg::UopBeginLsb +: vta_pkg::UopFieldBits]);
  assign last_uop   = CntBits'(inst_i[vta_pkg::UopEndLsb +: vta_pkg::UopFieldBits+1]) - CntBits'(1);
  assign last_outer = inst_i[vta_pkg::Lp0Lsb +: CntBits] - CntBits'(1);
  assign last_inner = inst_i[vta_pkg::Lp1Lsb +: CntBits] - CntBits'(1);
  assign uop_end    = uop_q == last_uop;
  assign inner_end  = inner_q == last_inner;
  assign outer_end  = outer_q == last_outer;

  assign uop_idx_o = vta_pkg::UopIdxBits'(uop_q);
  assign a_o       = a_q;
  assign b_o       = b_q;
  assign c_o       = c_q;
  assign last_o    = uop_end & inner_end & outer_end;

  always_comb begin
    uop_d   = uop_q;
    inner_d = inner_q;
    outer_d = outer_q;
    a_d     = a_q;
    b_d     = b_q;
    c_d     = c_q;
    a_row_d = a_row_q;
    b_row_d = b_row_q;
    c_row_d = c_row_q;
    if (~run_i) begin
      uop_d   = begin_uop;
      inner_d = '0;
      outer_d = '0;
      a_d     = '0;
      b_d     = '0;
      c_d     = '0;
      a_row_d = '0;
      b_row_d = '0;
      c_row_d = '0;
    end else if (step_i & uop_end & inner_end) begin
      uop_d   = begin_uop;
      inner_d = '0;
      outer_d = outer_q + CntBits'(1);
      a_row_d = a_row_q + a_outer_i;
      b_row_d = b_row_q + b_outer_i;
      c_row_d = c_row_q + c_outer_i;
      a_d     = a_row_q + a_outer_i;
      b_d     = b_row_q + b_outer_i;
      c_d     = c_row_q + c_outer_i;
    end else if (step_i & uop_end) begin
      uop_d   = begin_uop;
      inner_d = inner_q + CntBits'(1);
      a_d     = a_q + a_inner_i;
      b_d     = b_q + b_inner_i;
      c_d     = c_q + c_inner_i;
    end else if (step_i) begin
      uop_d = uop_q + CntBits'(1);
    end
  end

  always_ff @(posedge clock) begin
    uop_q   <= uop_d;
    inner_q <= inner_d;
    outer_q <= outer_d;
    a_q     <= a_d;
    b_q     <= b_d;
    c_q     <= c_d;
    a_row_q <= a_row_d;
    b_row_q <= b_row_d;
    c_row_q <= c_row_d;
  end
endmodule
