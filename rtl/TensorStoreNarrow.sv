// SPDX-License-Identifier: Apache-2.0
// STORE of tensors wider than the bus, R beats each: a beat a cycle and one bubble between two
// tensors of a burst. Started in cycle t, the first command is in t+1; a burst of B beats takes
// (R+1)*B/R + 3 cycles from its command to the next one (simulated memory). Rows are cut so that no
// burst leaves a window of 2^MemLenBits beats. ysize 0 stores 65536 rows. done_o depends
// combinationally on ack_i; all else comes from registers.
module TensorStoreNarrow (
  input  logic                               clock,
  input  logic                               reset,
  // owner
  input  logic                               start_i,
  output logic                               done_o,
  input  logic [127:0]                       inst_i,        // stable from start to done
  input  logic [vta_pkg::MemAddrBits-1:0]    base_i,
  // memory engine
  output logic                               cmd_valid_o,
  input  logic                               cmd_ready_i,
  output logic [vta_pkg::MemAddrBits-1:0]    cmd_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]     cmd_len_o,
  output logic                               data_valid_o,
  input  logic                               data_ready_i,
  output logic [vta_pkg::MemDataBits-1:0]    data_o,
  input  logic                               ack_i,
  // compute writes
  input  logic                               write_i,
  input  logic [vta_pkg::AccIdxBits-1:0]     write_idx_i,
  input  logic [vta_pkg::OutTensorBits-1:0]  write_bits_i
);
  localparam int unsigned AddrBits    = vta_pkg::MemAddrBits;
  localparam int unsigned LenBits     = vta_pkg::MemLenBits;
  localparam int unsigned Bus         = vta_pkg::MemDataBits;
  localparam int unsigned IdxBits     = vta_pkg::AccIdxBits;
  localparam int unsigned Blocks      = vta_pkg::OutTensorBits / Bus;
  localparam int unsigned BlockBits   = $clog2(Blocks);
  localparam int unsigned BusShift    = $clog2(Bus / 8);
  localparam int unsigned TensorShift = $clog2(vta_pkg::OutTensorBits / 8);
  localparam int unsigned BeatBits    = 16 + BlockBits;

  typedef enum logic [2:0] {Idle, Command, Data, Read, Ack} state_e;

  state_e               state_d, state_q;
  logic [AddrBits-1:0]  row_addr_d, row_addr_q, addr_d, addr_q;
  logic [BeatBits-1:0]  asked_d, asked_q;             // beats of this row already commanded
  logic [15:0]          row_d, row_q;
  logic                 more_d, more_q;               // a burst follows the commanded one
  logic [LenBits-1:0]   burst_left_d, burst_left_q;   // beats of the burst after this one
  logic [IdxBits-1:0]   tensor_d, tensor_q;
  logic [BlockBits-1:0] block_d, block_q;

  logic [15:0]                       xsize, ysize;
  logic [31:0]                       offset;
  logic [AddrBits-1:0]               next_row_addr;
  logic [BeatBits-1:0]               left;
  logic [LenBits:0]                  room, burst;
  logic                              row_end, beat;
  logic [vta_pkg::OutTensorBits-1:0] tensor_bits;

  assign xsize         = inst_i[vta_pkg::XsizeLsb +: 16];
  assign ysize         = inst_i[vta_pkg::YsizeLsb +: 16];
  assign offset        = inst_i[vta_pkg::DramLsb +: 32] << TensorShift;
  assign next_row_addr = row_addr_q +
                         (AddrBits'(inst_i[vta_pkg::XstrideLsb +: 16]) << TensorShift);
  assign left          = (BeatBits'(xsize) << BlockBits) - asked_q;
  assign room          = (LenBits+1)'(2**LenBits) - (LenBits+1)'(addr_q[BusShift +: LenBits]);
  assign row_end       = left <= BeatBits'(room);
  assign burst         = row_end ? left[LenBits:0] : room;

  assign cmd_valid_o  = state_q == Command;
  assign cmd_addr_o   = addr_q;
  assign cmd_len_o    = LenBits'(burst - (LenBits+1)'(1));
  assign data_valid_o = state_q == Data;
  assign data_o       = tensor_bits[block_q*Bus +: Bus];
  assign beat         = data_valid_o & data_ready_i;
  assign done_o       = (state_q == Ack) & ack_i & ~more_q;

  Sram #(.Depth(vta_pkg::AccDepth), .Width(vta_pkg::OutTensorBits)) u_sram (
    .clock        (clock),
    .read_i       ((state_q == Command) | (state_q == Read)),
    .read_idx_i   (tensor_q),
    .read_bits_o  (tensor_bits),
    .write_i      (write_i),
    .write_idx_i  (write_idx_i),
    .write_bits_i (write_bits_i)
  );

  always_comb begin
    state_d      = state_q;
    row_addr_d   = row_addr_q;
    addr_d       = addr_q;
    asked_d      = asked_q;
    row_d        = row_q;
    more_d       = more_q;
    burst_left_d = burst_left_q;
    tensor_d     = tensor_q;
    block_d      = block_q;
    unique case (state_q)
      Idle: if (start_i) begin
        state_d    = Command;
        row_addr_d = base_i | AddrBits'(offset);
        addr_d     = base_i | AddrBits'(offset);
        asked_d    = '0;
        row_d      = '0;
        tensor_d   = IdxBits'(inst_i[vta_pkg::SramLsb +: 16]);
        block_d    = '0;
      end
      Command: if (cmd_ready_i) begin
        state_d      = Data;
        burst_left_d = cmd_len_o;
        if (row_end) begin
          row_addr_d = next_row_addr;
          addr_d     = next_row_addr;
          asked_d    = '0;
          row_d      = row_q + 16'd1;
          more_d     = row_q != ysize - 16'd1;
        end else begin
          addr_d  = addr_q + (AddrBits'(burst) << BusShift);
          asked_d = asked_q + BeatBits'(burst);
          more_d  = 1'b1;
        end
      end
      Data: if (beat) begin
        burst_left_d = burst_left_q - LenBits'(1);
        block_d      = block_q + BlockBits'(1);
        if (block_q == BlockBits'(Blocks - 1)) begin
          state_d  = Read;
          tensor_d = tensor_q + IdxBits'(1);
        end
        if (burst_left_q == '0) state_d = Ack;
      end
      Read: state_d = Data;
      Ack: if (ack_i) state_d = more_q ? Command : Idle;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clock) begin
    if (reset) state_q <= Idle;
    else       state_q <= state_d;
  end

  always_ff @(posedge clock) begin
    row_addr_q   <= row_addr_d;
    addr_q       <= addr_d;
    asked_q      <= asked_d;
    row_q        <= row_d;
    more_q       <= more_d;
    burst_left_q <= burst_left_d;
    tensor_q     <= tensor_d;
    block_q      <= block_d;
  end
endmodule
