// SPDX-License-Identifier: Apache-2.0
// Rules of the register port: a response stays until it is taken, with its data.
module AxiLiteChecker (
  input logic        clock,
  input logic        reset,
  input logic        aw_ready_i,
  input logic        w_ready_i,
  input logic        b_valid_i,
  input logic        b_ready_i,
  input logic        ar_ready_i,
  input logic        r_valid_i,
  input logic        r_ready_i,
  input logic [31:0] r_data_i
);
  a_write_response_stays: assert property (@(posedge clock) disable iff (reset)
    (b_valid_i && !b_ready_i) |=> b_valid_i);
  a_read_response_stays: assert property (@(posedge clock) disable iff (reset)
    (r_valid_i && !r_ready_i) |=> (r_valid_i && $stable(r_data_i)));
  a_one_write_at_a_time: assert property (@(posedge clock) disable iff (reset)
    $onehot({aw_ready_i, w_ready_i, b_valid_i}));
  a_one_read_at_a_time: assert property (@(posedge clock) disable iff (reset)
    ar_ready_i != r_valid_i);
endmodule

bind VCR AxiLiteChecker u_checker (
  .clock      (clock),
  .reset      (reset),
  .aw_ready_i (aw_ready_o),
  .w_ready_i  (w_ready_o),
  .b_valid_i  (b_valid_o),
  .b_ready_i  (b_ready_i),
  .ar_ready_i (ar_ready_o),
  .r_valid_i  (r_valid_o),
  .r_ready_i  (r_ready_i),
  .r_data_i   (r_data_o)
);
