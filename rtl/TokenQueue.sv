// SPDX-License-Identifier: Apache-2.0
// Dependency tokens between two modules: they carry nothing, so a counter stands for the queue.
// A post in cycle d makes the waiter ready in d+1; a post at the maximum is lost.
// No combinational path from input to output.
module TokenQueue #(
  parameter int unsigned CntWidth = 8
) (
  input  logic clock,
  input  logic reset,
  input  logic post_i,                              // the producer adds one
  input  logic wait_i,                              // the consumer takes one
  output logic ready_o                              // there is one to take
);
  logic [CntWidth-1:0] count_d, count_q;

  assign ready_o = count_q != '0;

  always_comb begin
    count_d = count_q;
    if (post_i & ~wait_i & (count_q != '1)) count_d = count_q + CntWidth'(1);
    if (wait_i & ~post_i & (count_q != '0)) count_d = count_q - CntWidth'(1);
  end

  always_ff @(posedge clock) begin
    if (reset) count_q <= '0;
    else       count_q <= count_d;
  end
endmodule
