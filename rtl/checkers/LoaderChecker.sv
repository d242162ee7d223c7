// SPDX-License-Identifier: Apache-2.0
// A loader gets no beat that it did not ask for, is started only while idle and ends with nothing
// in flight.
module LoaderChecker (
  input logic                              clock,
  input logic                              reset,
  input logic                              start_i,
  input logic                              busy_i,
  input logic                              done_i,
  input logic                              write_i,      // a beat is written
  input logic [vta_pkg::InFlightBits-1:0]  in_flight_i
);
  a_start_while_idle: assert property (@(posedge clock) disable iff (reset)
    start_i |-> !busy_i);
  a_beat_was_asked_for: assert property (@(posedge clock) disable iff (reset)
    write_i |-> (busy_i && in_flight_i != '0));
  a_done_ends_busy: assert property (@(posedge clock) disable iff (reset)
    done_i |=> !busy_i);
  a_done_with_nothing_in_flight: assert property (@(posedge clock) disable iff (reset)
    done_i |-> (in_flight_i == '0 && !write_i));
endmodule

bind TensorLoadNarrow LoaderChecker u_checker (
  .clock       (clock),
  .reset       (reset),
  .start_i     (start_i),
  .busy_i      (busy_q),
  .done_i      (done_o),
  .write_i     (valid_q),
  .in_flight_i (in_flight_q)
);

bind TensorLoadWide LoaderChecker u_checker (
  .clock       (clock),
  .reset       (reset),
  .start_i     (start_i),
  .busy_i      (busy_q),
  .done_i      (done_o),
  .write_i     (data_valid_i),
  .in_flight_i (in_flight_q)
);
