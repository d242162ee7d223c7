// SPDX-License-Identifier: Apache-2.0
// GEMM and ALU: at most four operations between issue and write, started only while idle, done only
// when all are written.
module PipelineChecker (
  input logic       clock,
  input logic       reset,
  input logic       start_i,
  input logic       idle_i,
  input logic       done_i,
  input logic       write_i,
  input logic [2:0] in_flight_i
);
  a_start_while_idle: assert property (@(posedge clock) disable iff (reset) start_i |-> idle_i);
  a_depth: assert property (@(posedge clock) disable iff (reset) in_flight_i <= 3'd4);
  a_write_was_issued: assert property (@(posedge clock) disable iff (reset)
    write_i |-> in_flight_i != '0);
  a_done_when_drained: assert property (@(posedge clock) disable iff (reset)
    done_i |-> (in_flight_i == '0 && !write_i));
endmodule

bind TensorGemm PipelineChecker u_checker (
  .clock       (clock),
  .reset       (reset),
  .start_i     (start_i),
  .idle_i      (state_q == Idle),
  .done_i      (done_o),
  .write_i     (acc_write_o),
  .in_flight_i (in_flight_q)
);

bind TensorAlu PipelineChecker u_checker (
  .clock       (clock),
  .reset       (reset),
  .start_i     (start_i),
  .idle_i      (state_q == Idle),
  .done_i      (done_o),
  .write_i     (acc_write_o),
  .in_flight_i (in_flight_q)
);
