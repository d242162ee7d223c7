// SPDX-License-Identifier: Apache-2.0
// Bounds of every queue, and a producer that waits keeps its offer.
module QueueChecker #(
  parameter int unsigned Depth    = 2,
  parameter int unsigned CntWidth = 2
) (
  input logic                clock,
  input logic                reset,
  input logic                enq_valid_i,
  input logic                enq_ready_i,
  input logic                deq_valid_i,
  input logic                deq_ready_i,
  input logic [CntWidth-1:0] count_i
);
  a_count_in_range: assert property (@(posedge clock) disable iff (reset)
    count_i <= CntWidth'(Depth));
  a_full_refuses: assert property (@(posedge clock) disable iff (reset)
    (count_i == CntWidth'(Depth)) |-> !enq_ready_i);
  a_empty_offers_nothing: assert property (@(posedge clock) disable iff (reset)
    (count_i == '0) |-> !deq_valid_i);
  a_offer_stays: assert property (@(posedge clock) disable iff (reset)
    (enq_valid_i && !enq_ready_i) |=> enq_valid_i);
  a_head_stays: assert property (@(posedge clock) disable iff (reset)
    (deq_valid_i && !deq_ready_i) |=> deq_valid_i);
endmodule

bind Queue QueueChecker #(.Depth(Depth), .CntWidth(CntWidth)) u_checker (
  .clock       (clock),
  .reset       (reset),
  .enq_valid_i (enq_valid_i),
  .enq_ready_i (enq_ready_o),
  .deq_valid_i (deq_valid_o),
  .deq_ready_i (deq_ready_i),
  .count_i     (count_q)
);
