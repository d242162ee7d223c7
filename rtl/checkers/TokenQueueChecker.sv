// SPDX-License-Identifier: Apache-2.0
// A token is taken only where there is one, and the count moves by one at most. A post at the
// maximum is lost by design, so it is no error here.
module TokenQueueChecker #(
  parameter int unsigned CntWidth = 8
) (
  input logic                clock,
  input logic                reset,
  input logic                post_i,
  input logic                wait_i,
  input logic [CntWidth-1:0] count_i
);
  a_take_needs_token: assert property (@(posedge clock) disable iff (reset)
    wait_i |-> count_i != '0);
  a_post_adds_one: assert property (@(posedge clock) disable iff (reset)
    (post_i && !wait_i && count_i != '1) |=> count_i == $past(count_i) + CntWidth'(1));
  a_take_removes_one: assert property (@(posedge clock) disable iff (reset)
    (wait_i && !post_i) |=> count_i == $past(count_i) - CntWidth'(1));
  a_else_unchanged: assert property (@(posedge clock) disable iff (reset)
    (post_i == wait_i) |=> count_i == $past(count_i));
endmodule

bind TokenQueue TokenQueueChecker #(.CntWidth(CntWidth)) u_checker (
  .clock   (clock),
  .reset   (reset),
  .post_i  (post_i),
  .wait_i  (wait_i),
  .count_i (count_q)
);
