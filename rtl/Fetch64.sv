// SPDX-License-Identifier: Apache-2.0
// Fetch over a 64-bit bus, in chunks of one burst: reads a whole chunk, then dispatches it, then
// reads the next. With the command of a chunk of m instructions accepted in cycle S, the first is
// dispatched in S+20+2m and the next command is S+21+3m (simulated memory, no queue full).
// inst_valid_o and inst_o come from registers.
module Fetch64 (
  input  logic                            clock,
  input  logic                            reset,
  input  logic                            start_i,        // pulse; ignored unless idle
  input  logic [vta_pkg::MemAddrBits-1:0] base_i,
  input  logic [31:0]                     inst_count_i,   // not 0
  // memory engine
  output logic                            cmd_valid_o,
  input  logic                            cmd_ready_i,
  output logic [vta_pkg::MemAddrBits-1:0] cmd_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]  cmd_len_o,
  input  logic                            data_valid_i,
  input  logic [63:0]                     data_i,
  // decode
  output logic                            inst_valid_o,
  input  logic                            inst_ready_i,
  output logic [127:0]                    inst_o
);
  localparam int unsigned AddrBits = vta_pkg::MemAddrBits;
  localparam int unsigned LenBits  = vta_pkg::MemLenBits;
  localparam int unsigned Chunk    = 2 ** (LenBits - 1);  // instructions of a full burst
  localparam int unsigned CntBits  = LenBits;             // holds 0..Chunk

  typedef enum logic [2:0] {Idle, Command, Low, High, Drain} state_e;

  state_e              state_d, state_q;
  logic [AddrBits-1:0] addr_d, addr_q;
  logic [31:0]         left_d, left_q;                    // instructions not yet requested
  logic [CntBits-1:0]  size_d, size_q, chunk;             // instructions of this chunk
  logic [63:0]         low_q;
  logic                push;
  logic [CntBits-1:0]  count_d, count_q, head_d, head_q;
  logic [127:0]        mem [Chunk];

  assign chunk        = (left_q >= 32'(Chunk)) ? CntBits'(Chunk) : left_q[CntBits-1:0];
  assign cmd_valid_o  = state_q == Command;
  assign cmd_addr_o   = addr_q;
  assign cmd_len_o    = LenBits'({chunk, 1'b0} - (CntBits+1)'(1));
  assign push         = (state_q == High) & data_valid_i;
  assign inst_valid_o = (state_q == Drain) & (count_q != '0);
  assign inst_o       = mem[head_q[((LenBits > 1) ? LenBits-2 : 0):0]];

  always_comb begin
    state_d = state_q;
    addr_d  = addr_q;
    left_d  = left_q;
    size_d  = size_q;
    count_d = count_q;
    head_d  = head_q;
    unique case (state_q)
      Idle: begin
        addr_d = base_i;
        left_d = inst_count_i;
        if (start_i) state_d = Command;
      end
      Command: if (cmd_ready_i) begin
        state_d = Low;
        addr_d  = addr_q + AddrBits'(16 * Chunk);
        left_d  = left_q - 32'(chunk);
        size_d  = chunk;
        count_d = '0;
        head_d  = '0;
      end
      Low: if (data_valid_i) state_d = High;
      High: if (data_valid_i) begin
        count_d = count_q + CntBits'(1);
        state_d = (count_d == size_q) ? Drain : Low;
      end
      Drain: if (count_q == '0) begin
        state_d = (left_q != '0) ? Command : Idle;
      end else if (inst_ready_i) begin
        count_d = count_q - CntBits'(1);
        head_d  = head_q + CntBits'(1);
      end
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clock) begin
    if (reset) state_q <= Idle;
    else       state_q <= state_d;
  end

  always_ff @(posedge clock) begin
    addr_q  <= addr_d;
    left_q  <= left_d;
    size_q  <= size_d;
    count_q <= count_d;
    head_q  <= head_d;
    if ((state_q == Low) & data_valid_i) low_q <= data_i;
    if (push) mem[count_q[((LenBits > 1) ? LenBits-2 : 0):0]] <= {data_i, low_q};
  end
endmodule
