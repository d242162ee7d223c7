// SPDX-License-Identifier: Apache-2.0
// Rules of the memory port's write side: address and data stay until they are accepted, a burst
// stays inside a window of 2^MemLenBits beats and has as many beats as it announced, its data come
// after its address and its response after its data.
module AxiWriteChecker (
  input logic                              clock,
  input logic                              reset,
  input logic                              aw_valid_i,
  input logic                              aw_ready_i,
  input logic [vta_pkg::MemAddrBits-1:0]   aw_addr_i,
  input logic [vta_pkg::MemLenBits-1:0]    aw_len_i,
  input logic                              w_valid_i,
  input logic                              w_ready_i,
  input logic                              w_last_i,
  input logic [vta_pkg::MemDataBits-1:0]   w_data_i,
  input logic [vta_pkg::MemDataBits/8-1:0] w_strb_i,
  input logic                              b_valid_i,
  input logic                              b_ready_i
);
  localparam int unsigned LenBits  = vta_pkg::MemLenBits;
  localparam int unsigned BusShift = $clog2(vta_pkg::MemDataBits / 8);

  logic               open_q;                       // address accepted, last beat not yet
  logic               owed_q;                       // last beat accepted, response not yet
  logic [LenBits-1:0] left_q;                       // beats after the next one
  logic [LenBits:0]   window_end;
  logic               beat;
  logic [vta_pkg::MemDataBits-1:0] data;            // bytes without strobe may change

  assign beat       = w_valid_i & w_ready_i;
  assign window_end = (LenBits+1)'(aw_addr_i[BusShift +: LenBits]) + (LenBits+1)'(aw_len_i);

  for (genvar i = 0; i < vta_pkg::MemDataBits / 8; i++) begin : gen_byte
    assign data[8*i +: 8] = w_strb_i[i] ? w_data_i[8*i +: 8] : 8'd0;
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      open_q <= 1'b0;
      owed_q <= 1'b0;
    end else begin
      if (aw_valid_i & aw_ready_i) open_q <= 1'b1;
      if (beat & w_last_i)         open_q <= 1'b0;
      if (beat & w_last_i)         owed_q <= 1'b1;
      if (b_valid_i & b_ready_i)   owed_q <= 1'b0;
    end
  end
  always_ff @(posedge clock) begin
    if (beat)                    left_q <= left_q - LenBits'(1);
    if (aw_valid_i & aw_ready_i) left_q <= aw_len_i;
  end

  a_address_stays: assert property (@(posedge clock) disable iff (reset)
    (aw_valid_i && !aw_ready_i) |=> (aw_valid_i && $stable(aw_addr_i) && $stable(aw_len_i)));
  a_data_stay: assert property (@(posedge clock) disable iff (reset)
    (w_valid_i && !w_ready_i) |=> (w_valid_i && $stable(data) && $stable(w_strb_i) &&
                                   $stable(w_last_i)));
  a_burst_in_window: assert property (@(posedge clock) disable iff (reset)
    aw_valid_i |-> !window_end[LenBits]);
  a_one_burst_at_a_time: assert property (@(posedge clock) disable iff (reset)
    aw_valid_i |-> (!open_q && !owed_q));
  a_data_after_address: assert property (@(posedge clock) disable iff (reset)
    w_valid_i |-> open_q);
  a_last_beat_is_last: assert property (@(posedge clock) disable iff (reset)
    w_valid_i |-> (w_last_i == (left_q == '0)));
  a_response_after_data: assert property (@(posedge clock) disable iff (reset)
    b_valid_i |-> owed_q);
endmodule

bind VTAShell AxiWriteChecker u_write_checker (
  .clock      (clock),
  .reset      (reset),
  .aw_valid_i (io_mem_aw_valid),
  .aw_ready_i (io_mem_aw_ready),
  .aw_addr_i  (io_mem_aw_bits_addr),
  .aw_len_i   (io_mem_aw_bits_len),
  .w_valid_i  (io_mem_w_valid),
  .w_ready_i  (io_mem_w_ready),
  .w_last_i   (io_mem_w_bits_last),
  .w_data_i   (io_mem_w_bits_data),
  .w_strb_i   (io_mem_w_bits_strb),
  .b_valid_i  (io_mem_b_valid),
  .b_ready_i  (io_mem_b_ready)
);
