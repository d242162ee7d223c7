// SPDX-License-Identifier: Apache-2.0
// Rules of the memory port's read side: a request stays until it is accepted, an id is used once at
// a time, a burst has as many beats as it asked for, bursts of loads stay inside a window of
// 2^MemLenBits beats (those of the narrow fetch may leave it).
module AxiReadChecker (
  input logic                            clock,
  input logic                            reset,
  input logic                            ar_valid_i,
  input logic                            ar_ready_i,
  input logic [vta_pkg::MemAddrBits-1:0] ar_addr_i,
  input logic [vta_pkg::MemLenBits-1:0]  ar_len_i,
  input logic [vta_pkg::MemIdBits-1:0]   ar_id_i,
  input logic                            ar_is_fetch_i,
  input logic                            r_valid_i,
  input logic                            r_last_i,
  input logic [vta_pkg::MemIdBits-1:0]   r_id_i
);
  localparam int unsigned LenBits  = vta_pkg::MemLenBits;
  localparam int unsigned BusShift = $clog2(vta_pkg::MemDataBits / 8);
  localparam int unsigned NumIds   = 2 ** vta_pkg::MemIdBits;
  localparam bit          NarrowFetch = vta_pkg::MemDataBits == 64;

  logic               request, beat_last;
  logic [NumIds-1:0]  busy_q;
  logic [LenBits-1:0] left_q [NumIds];              // beats after the next one
  logic [LenBits-1:0] left;
  logic [LenBits:0]   window_end;

  assign request    = ar_valid_i & ar_ready_i;
  assign beat_last  = r_valid_i & r_last_i;
  assign left       = left_q[r_id_i];
  assign window_end = (LenBits+1)'(ar_addr_i[BusShift +: LenBits]) + (LenBits+1)'(ar_len_i);

  always_ff @(posedge clock) begin
    if (reset) begin
      busy_q <= '0;
    end else begin
      if (beat_last) busy_q[r_id_i] <= 1'b0;
      if (request)   busy_q[ar_id_i] <= 1'b1;
    end
  end
  always_ff @(posedge clock) begin
    if (r_valid_i) left_q[r_id_i] <= left_q[r_id_i] - LenBits'(1);
    if (request)   left_q[ar_id_i] <= ar_len_i;
  end

  a_request_stays: assert property (@(posedge clock) disable iff (reset)
    (ar_valid_i && !ar_ready_i) |=> (ar_valid_i && $stable(ar_addr_i) && $stable(ar_len_i) &&
                                     $stable(ar_id_i)));
  a_id_is_free: assert property (@(posedge clock) disable iff (reset)
    request |-> !busy_q[ar_id_i]);
  a_id_in_range: assert property (@(posedge clock) disable iff (reset)
    ar_valid_i |-> 32'(ar_id_i) < vta_pkg::OutstandingReads);
  a_burst_in_window: assert property (@(posedge clock) disable iff (reset)
    (ar_valid_i && !(ar_is_fetch_i && NarrowFetch)) |-> !window_end[LenBits]);
  a_beat_of_a_request: assert property (@(posedge clock) disable iff (reset)
    r_valid_i |-> busy_q[r_id_i]);
  a_last_beat_is_last: assert property (@(posedge clock) disable iff (reset)
    r_valid_i |-> (r_last_i == (left == '0)));
endmodule

bind VmeRead AxiReadChecker u_checker (
  .clock         (clock),
  .reset         (reset),
  .ar_valid_i    (ar_valid_o),
  .ar_ready_i    (ar_ready_i),
  .ar_addr_i     (ar_addr_o),
  .ar_len_i      (ar_len_o),
  .ar_id_i       (ar_id_o),
  .ar_is_fetch_i (client == '0),
  .r_valid_i     (r_valid_i),
  .r_last_i      (r_last_i),
  .r_id_i        (r_id_i)
);
