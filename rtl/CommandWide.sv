// SPDX-License-Identifier: Apache-2.0
// Bursts of rows of tensors of which one or more fit into a bus beat (LOAD, wide STORE, wide
// fetch). Rows are cut so that no burst leaves a window of 2^MemLenBits beats. Started in cycle t,
// the first command is valid in t+1+ypad_0; rows follow one another without a gap.
// The tag is {lanes valid in the last beat, lanes skipped in the first beat, tensor index}.
// No combinational path from input to output.
module CommandWide #(
  parameter int unsigned TensorBits = 32,
  parameter int unsigned IdxBits    = 11,
  localparam int unsigned Lanes     = vta_pkg::MemDataBits / TensorBits,
  localparam int unsigned LaneBits  = $clog2(Lanes) + 1,
  localparam int unsigned TagBits   = IdxBits + 2 * LaneBits
) (
  input  logic                            clock,
  input  logic                            reset,
  // owner; all but start stable from start until the last command
  input  logic                            start_i,
  input  logic [vta_pkg::MemAddrBits-1:0] addr_i,       // byte address of the first row
  input  logic [vta_pkg::MemAddrBits-1:0] stride_i,     // bytes from row to row
  input  logic [15:0]                     xsize_i,      // tensors a row, at least 1
  input  logic [15:0]                     ysize_i,      // rows, at least 1
  input  logic [3:0]                      ypad_0_i,
  input  logic [IdxBits-1:0]              tensor_i,     // index of the first row, without ypad_0
  input  logic [IdxBits-1:0]              row_tensors_i, // from row to row in the scratchpad
  output logic                            sent_o,       // no command is left
  // memory engine
  output logic                            cmd_valid_o,
  input  logic                            cmd_ready_i,
  output logic [vta_pkg::MemAddrBits-1:0] cmd_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]  cmd_len_o,
  output logic [TagBits-1:0]              cmd_tag_o
);
  localparam int unsigned AddrBits    = vta_pkg::MemAddrBits;
  localparam int unsigned LenBits     = vta_pkg::MemLenBits;
  localparam int unsigned BusShift    = $clog2(vta_pkg::MemDataBits / 8);
  localparam int unsigned TensorShift = $clog2(TensorBits / 8);
  localparam int unsigned LaneShift   = BusShift - TensorShift;
  localparam int unsigned SumBits     = 18;              // xsize + lanes

  logic                active_d, active_q, first_d, first_q;
  logic [AddrBits-1:0] row_addr_d, row_addr_q, addr_d, addr_q;
  logic [SumBits-1:0]  done_d, done_q;                   // beats of this row already requested
  logic [IdxBits-1:0]  row_tensor_d, row_tensor_q, tensor_d, tensor_q;
  logic [15:0]         row_d, row_q;
  logic [3:0]          pad_d, pad_q;

  logic [AddrBits-1:0] next_row_addr;
  logic [SumBits-1:0]  row_skip, tail, beats, left;
  logic [LaneBits-1:0] skip, valid;
  logic [LenBits:0]    room, burst;
  logic                fire, row_end;

  assign next_row_addr = row_addr_q + stride_i;
  assign row_skip = SumBits'(row_addr_q[BusShift-1:0]) >> TensorShift;
  assign tail     = SumBits'(xsize_i) + row_skip - SumBits'(1);     // last lane of the row
  assign beats    = (tail >> LaneShift) + SumBits'(1);
  assign left     = beats - done_q;
  assign room     = (LenBits+1)'(2**LenBits) - (LenBits+1)'(addr_q[BusShift +: LenBits]);
  assign row_end  = left <= SumBits'(room);
  assign burst    = row_end ? left[LenBits:0] : room;
  assign skip     = first_q ? LaneBits'(row_skip) : '0;
  assign valid    = row_end ? LaneBits'(tail & SumBits'(Lanes - 1)) + LaneBits'(1)
                            : LaneBits'(Lanes);

  assign cmd_valid_o = active_q & (pad_q == '0);
  assign cmd_addr_o  = {addr_q[AddrBits-1:BusShift], BusShift'(0)};
  assign cmd_len_o   = LenBits'(burst - (LenBits+1)'(1));
  assign cmd_tag_o   = {valid, skip, tensor_q};
  assign sent_o      = ~active_q;
  assign fire        = cmd_valid_o & cmd_ready_i;

  always_comb begin
    active_d     = active_q;
    first_d      = first_q;
    row_addr_d   = row_addr_q;
    addr_d       = addr_q;
    done_d       = done_q;
    row_tensor_d = row_tensor_q;
    tensor_d     = tensor_q;
    row_d        = row_q;
    pad_d        = pad_q;
    if (start_i) begin
      active_d     = 1'b1;
      first_d      = 1'b1;
      row_addr_d   = addr_i;
      addr_d       = addr_i;
      done_d       = '0;
      row_tensor_d = tensor_i;
      tensor_d     = tensor_i;
      row_d        = '0;
      pad_d        = ypad_0_i;
    end else if (active_q & (pad_q != '0)) begin
      pad_d        = pad_q - 4'd1;
      row_tensor_d = row_tensor_q + row_tensors_i;
      tensor_d     = row_tensor_q + row_tensors_i;
    end else if (fire & row_end) begin
      active_d     = row_q != ysize_i - 16'd1;
      first_d      = 1'b1;
      row_addr_d   = next_row_addr;
      addr_d       = next_row_addr;
      done_d       = '0;
      row_tensor_d = row_tensor_q + row_tensors_i;
      tensor_d     = row_tensor_q + row_tensors_i;
      row_d        = row_q + 16'd1;
    end else if (fire) begin
      first_d  = 1'b0;
      addr_d   = addr_q + (AddrBits'(burst) << BusShift);
      done_d   = done_q + SumBits'(burst);
      tensor_d = tensor_q + IdxBits'(SumBits'(burst) << LaneShift) - IdxBits'(skip);
    end
  end

  always_ff @(posedge clock) begin
    if (reset) active_q <= 1'b0;
    else       active_q <= active_d;
  end

  always_ff @(posedge clock) begin
    first_q      <= first_d;
    row_addr_q   <= row_addr_d;
    addr_q       <= addr_d;
    done_q       <= done_d;
    row_tensor_q <= row_tensor_d;
    tensor_q     <= tensor_d;
    row_q        <= row_d;
    pad_q        <= pad_d;
  end
endmodule
