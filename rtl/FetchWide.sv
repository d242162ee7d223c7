// SPDX-License-Identifier: Apache-2.0
// Fetch over a bus of 128 bits or more, in chunks of up to 2^MemLenBits instructions: reads a whole
// chunk of 64-bit halves, then moves one instruction a cycle into a queue of two, which dispatches
// in any state. With the start pulse of a chunk of m instructions and K beats in cycle S, the first
// is dispatched in S+24+K and the next start pulse is S+24+K+m (simulated memory, no queue full).
// inst_valid_o and inst_o come from registers.
module FetchWide (
  input  logic                              clock,
  input  logic                              reset,
  input  logic                              start_i,      // pulse; ignored unless idle
  input  logic [vta_pkg::MemAddrBits-1:0]   base_i,
  input  logic [31:0]                       inst_count_i, // not 0
  // memory engine
  output logic                              cmd_valid_o,
  input  logic                              cmd_ready_i,
  output logic [vta_pkg::MemAddrBits-1:0]   cmd_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]    cmd_len_o,
  output logic [vta_pkg::ClientTagBits-1:0] cmd_tag_o,
  input  logic                              data_valid_i,
  input  logic [vta_pkg::MemDataBits-1:0]   data_i,
  input  logic                              data_last_i,
  input  logic [vta_pkg::ClientTagBits-1:0] data_tag_i,
  // decode
  output logic                              inst_valid_o,
  input  logic                              inst_ready_i,
  output logic [127:0]                      inst_o
);
  localparam int unsigned AddrBits  = vta_pkg::MemAddrBits;
  localparam int unsigned LenBits   = vta_pkg::MemLenBits;
  localparam int unsigned Chunk     = 2 ** LenBits;       // instructions
  localparam int unsigned IdxBits   = LenBits + 1;        // 64-bit halves
  localparam int unsigned Lanes     = vta_pkg::MemDataBits / 64;
  localparam int unsigned LaneShift = $clog2(Lanes);
  localparam int unsigned RowBits   = IdxBits - LaneShift;
  localparam int unsigned TagBits   = IdxBits + 2 * (LaneShift + 1);
  localparam int unsigned FlyBits   = vta_pkg::InFlightBits;

  typedef enum logic [1:0] {Idle, Read, Drain} state_e;

  state_e                          state_d, state_q;
  logic                            again_d, again_q;      // first Read cycle after a Drain
  logic [AddrBits-1:0]             addr_d, addr_q, chunk_addr;
  logic [31:0]                     left_d, left_q, chunk_left;
  logic [LenBits:0]                chunk, size_d, size_q, count_d, count_q;
  logic [LenBits-1:0]              head_d, head_q;
  logic [FlyBits-1:0]              in_flight_d, in_flight_q;
  logic                            start, sent, fire, push, queue_ready;
  logic [TagBits-1:0]              cmd_tag, tag_q;
  logic                            valid_q, last_q;
  logic [vta_pkg::MemDataBits-1:0] bits_q, row_bits;
  logic [127:0]                    inst;
  logic [Lanes-1:0]                write;
  logic [Lanes*RowBits-1:0]        write_row;
  logic [Lanes*64-1:0]             write_bits;
  logic [LenBits-1:0]              pair;         // of halves, in its row

  assign start      = ((state_q == Idle) & start_i) | ((state_q == Read) & again_q);
  assign chunk_addr = (state_q == Idle) ? base_i : addr_q;
  assign chunk_left = (state_q == Idle) ? inst_count_i : left_q;
  assign chunk      = (chunk_left >= 32'(Chunk)) ? (LenBits+1)'(Chunk) : chunk_left[LenBits:0];
  assign fire       = cmd_valid_o & cmd_ready_i;
  assign cmd_tag_o  = vta_pkg::ClientTagBits'(cmd_tag);
  assign push       = (state_q == Drain) & (count_q != '0);

  CommandWide #(.TensorBits(64), .IdxBits(IdxBits)) u_command (
    .clock         (clock),
    .reset         (reset),
    .start_i       (start),
    .addr_i        (chunk_addr),
    .stride_i      (AddrBits'(0)),
    .xsize_i       (16'({size_q, 1'b0})),
    .ysize_i       (16'd1),
    .ypad_0_i      (4'd0),
    .tensor_i      (IdxBits'(0)),
    .row_tensors_i (IdxBits'(0)),
    .sent_o        (sent),
    .cmd_valid_o   (cmd_valid_o),
    .cmd_ready_i   (cmd_ready_i),
    .cmd_addr_o    (cmd_addr_o),
    .cmd_len_o     (cmd_len_o),
    .cmd_tag_o     (cmd_tag)
  );

  ReceiveWide #(.TensorBits(64), .IdxBits(IdxBits)) u_receive (
    .clock   (clock),
    .start_i (start),
    .valid_i (valid_q),
    .data_i  (bits_q),
    .last_i  (last_q),
    .tag_i   (tag_q),
    .write_o (write),
    .row_o   (write_row),
    .bits_o  (write_bits)
  );

  assign pair = head_q & LenBits'(Lanes / 2 - 1);

  for (genvar k = 0; k < Lanes; k++) begin : gen_lane
    logic [63:0] mem [2**RowBits];
    always_ff @(posedge clock) begin
      if (write[k]) mem[write_row[k*RowBits +: RowBits]] <= write_bits[k*64 +: 64];
    end
    assign row_bits[k*64 +: 64] = mem[RowBits'(head_q >> (LaneShift - 1))];
  end

  assign inst = row_bits[pair*128 +: 128];

  Queue #(.Depth(2), .Width(128)) u_queue (
    .clock       (clock),
    .reset       (reset),
    .enq_valid_i (push),
    .enq_ready_o (queue_ready),
    .enq_data_i  (inst),
    .deq_valid_o (inst_valid_o),
    .deq_ready_i (inst_ready_i),
    .deq_data_o  (inst_o)
  );

  always_comb begin
    state_d     = state_q;
    again_d     = 1'b0;
    addr_d      = addr_q;
    left_d      = left_q;
    size_d      = size_q;
    count_d     = count_q;
    head_d      = head_q;
    in_flight_d = in_flight_q;
    if (fire)    in_flight_d = in_flight_d + FlyBits'(cmd_len_o) + FlyBits'(1);
    if (valid_q) in_flight_d = in_flight_d - FlyBits'(1);
    unique case (state_q)
      Idle: if (start_i) state_d = Read;
      Read: if (~start & sent & (in_flight_q == '0)) begin
        state_d = Drain;
        count_d = size_q;
        head_d  = '0;
      end
      Drain: if (count_q == '0) begin
        state_d = (left_q != '0) ? Read : Idle;
        again_d = left_q != '0;
      end else if (queue_ready) begin
        count_d = count_q - (LenBits+1)'(1);
        head_d  = head_q + LenBits'(1);
      end
      default: state_d = Idle;
    endcase
    if (start) begin
      addr_d      = chunk_addr + AddrBits'(16 * Chunk);
      left_d      = chunk_left - 32'(chunk);
      size_d      = chunk;
      in_flight_d = '0;
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      state_q     <= Idle;
      again_q     <= 1'b0;
      valid_q     <= 1'b0;
      in_flight_q <= '0;
    end else begin
      state_q     <= state_d;
      again_q     <= again_d;
      valid_q     <= data_valid_i;
      in_flight_q <= in_flight_d;
    end
  end

  always_ff @(posedge clock) begin
    addr_q  <= addr_d;
    left_q  <= left_d;
    size_q  <= size_d;
    count_q <= count_d;
    head_q  <= head_d;
    if (data_valid_i) begin
      bits_q <= data_i;
      last_q <= data_last_i;
      tag_q  <= data_tag_i[TagBits-1:0];
    end
  end
endmodule
