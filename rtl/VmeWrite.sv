// SPDX-License-Identifier: Apache-2.0
// Write side of the memory engine: one burst at a time. A command accepted in cycle c is on AW in
// c+1. The data handshake passes through: w_valid_o depends combinationally on data_valid_i,
// data_ready_o on w_ready_i, ack_o on b_valid_i.
module VmeWrite (
  input  logic                            clock,
  input  logic                            reset,
  // client; data and strobes go past this module
  input  logic                            cmd_valid_i,
  output logic                            cmd_ready_o,
  input  logic [vta_pkg::MemAddrBits-1:0] cmd_addr_i,
  input  logic [vta_pkg::MemLenBits-1:0]  cmd_len_i,
  input  logic                            data_valid_i,
  output logic                            data_ready_o,
  output logic                            ack_o,
  // memory
  input  logic                            aw_ready_i,
  output logic                            aw_valid_o,
  output logic [vta_pkg::MemAddrBits-1:0] aw_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]  aw_len_o,
  input  logic                            w_ready_i,
  output logic                            w_valid_o,
  output logic                            w_last_o,
  output logic                            b_ready_o,
  input  logic                            b_valid_i
);
  typedef enum logic [1:0] {Idle, Addr, Data, Resp} state_e;

  state_e                          state_d, state_q;
  logic [vta_pkg::MemAddrBits-1:0] addr_d, addr_q;
  logic [vta_pkg::MemLenBits-1:0]  len_d, len_q, beat_d, beat_q;

  assign cmd_ready_o  = state_q == Idle;
  assign aw_valid_o   = state_q == Addr;
  assign aw_addr_o    = addr_q;
  assign aw_len_o     = len_q;
  assign w_valid_o    = (state_q == Data) & data_valid_i;
  assign w_last_o     = beat_q == len_q;
  assign data_ready_o = (state_q == Data) & w_ready_i;
  assign b_ready_o    = state_q == Resp;
  assign ack_o        = b_ready_o & b_valid_i;

  always_comb begin
    state_d = state_q;
    addr_d  = addr_q;
    len_d   = len_q;
    beat_d  = beat_q;
    unique case (state_q)
      Idle: begin
        beat_d = '0;
        if (cmd_valid_i) begin
          state_d = Addr;
          addr_d  = cmd_addr_i;
          len_d   = cmd_len_i;
        end
      end
      Addr: if (aw_ready_i) state_d = Data;
      Data: if (w_valid_o & w_ready_i) begin
        beat_d = beat_q + vta_pkg::MemLenBits'(1);
        if (w_last_o) state_d = Resp;
      end
      Resp: if (b_valid_i) state_d = Idle;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clock) begin
    if (reset) state_q <= Idle;
    else       state_q <= state_d;
  end

  always_ff @(posedge clock) begin
    addr_q <= addr_d;
    len_q  <= len_d;
    beat_q <= beat_d;
  end
endmodule
