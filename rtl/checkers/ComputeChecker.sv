// SPDX-License-Identifier: Apache-2.0
// One instruction at a time: no two units of Compute are busy at once, and every instruction ends.
module ComputeChecker (
  input logic       clock,
  input logic       reset,
  input logic       start_i,
  input logic       done_i,
  input logic       idle_i,
  input logic [3:0] unit_done_i,                    // uop, acc, gemm, alu
  input logic       gemm_write_i,
  input logic       alu_write_i
);
  a_start_while_idle: assert property (@(posedge clock) disable iff (reset) start_i |-> idle_i);
  a_done_while_busy: assert property (@(posedge clock) disable iff (reset) done_i |-> !idle_i);
  a_one_unit: assert property (@(posedge clock) disable iff (reset) $onehot0(unit_done_i));
  a_one_writer: assert property (@(posedge clock) disable iff (reset)
    !(gemm_write_i && alu_write_i));
endmodule

bind Compute ComputeChecker u_checker (
  .clock        (clock),
  .reset        (reset),
  .start_i      (start),
  .done_i       (done),
  .idle_i       (state_q == Idle),
  .unit_done_i  ({alu_done, gemm_done, acc_done, uop_done}),
  .gemm_write_i (gemm_acc_write),
  .alu_write_i  (alu_acc_write)
);
