// SPDX-License-Identifier: Apache-2.0
// Read bursts of one LOAD whose tensor is wider than the bus. Rows are cut so that no burst leaves
// a window of 2^MemLenBits beats. Started in cycle t, the first command is valid in t+1+ypad_0;
// rows follow one another without a gap. The tag is the block of the scratchpad that the first beat
// goes to. No combinational path from input to output.
module CommandNarrow #(
  parameter int unsigned TensorBits = 2 * vta_pkg::MemDataBits,
  parameter int unsigned IdxBits    = 11,
  localparam int unsigned Blocks    = TensorBits / vta_pkg::MemDataBits,
  localparam int unsigned BlockBits = $clog2(Blocks),
  localparam int unsigned TagBits   = IdxBits + BlockBits
) (
  input  logic                            clock,
  input  logic                            reset,
  // loader
  input  logic                            start_i,
  input  logic [127:0]                    inst_i,     // stable from start to done
  input  logic [vta_pkg::MemAddrBits-1:0] base_i,
  output logic                            sent_o,     // no command is left
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
  localparam int unsigned BeatBits    = 16 + BlockBits;

  logic                active_d, active_q;
  logic [AddrBits-1:0] row_addr_d, row_addr_q, addr_d, addr_q;
  logic [BeatBits-1:0] done_d, done_q;                // beats of this row already requested
  logic [IdxBits-1:0]  tensor_d, tensor_q;            // first data tensor of this row
  logic [15:0]         row_d, row_q;
  logic [3:0]          pad_d, pad_q;                  // rows of top padding still to pass

  logic [15:0]         xsize, ysize;
  logic [3:0]          xpad_0, xpad_1;
  logic [IdxBits-1:0]  row_tensors;
  logic [31:0]         offset;
  logic [AddrBits-1:0] stride, next_row_addr;
  logic [BeatBits-1:0] left;
  logic [LenBits:0]    room, burst;
  logic                fire, row_end;

  assign xsize         = inst_i[vta_pkg::XsizeLsb +: 16];
  assign ysize         = inst_i[vta_pkg::YsizeLsb +: 16];
  assign xpad_0        = inst_i[vta_pkg::Xpad0Lsb +: 4];
  assign xpad_1        = inst_i[vta_pkg::Xpad1Lsb +: 4];
  assign row_tensors   = IdxBits'(xsize) + IdxBits'(xpad_0) + IdxBits'(xpad_1);
  assign offset        = inst_i[vta_pkg::DramLsb +: 32] << TensorShift;
  assign stride        = AddrBits'(inst_i[vta_pkg::XstrideLsb +: 16]) << TensorShift;
  assign next_row_addr = row_addr_q + stride;

  assign left    = (BeatBits'(xsize) << BlockBits) - done_q;
  assign room    = (LenBits+1)'(2**LenBits) - (LenBits+1)'(addr_q[BusShift +: LenBits]);
  assign row_end = left <= BeatBits'(room);
  assign burst   = row_end ? left[LenBits:0] : room;

  assign cmd_valid_o = active_q & (pad_q == '0);
  assign cmd_addr_o  = addr_q;
  assign cmd_len_o   = LenBits'(burst - (LenBits+1)'(1));
  assign cmd_tag_o   = {tensor_q, BlockBits'(0)} + TagBits'(done_q);
  assign sent_o      = ~active_q;
  assign fire        = cmd_valid_o & cmd_ready_i;

  always_comb begin
    active_d   = active_q;
    row_addr_d = row_addr_q;
    addr_d     = addr_q;
    done_d     = done_q;
    tensor_d   = tensor_q;
    row_d      = row_q;
    pad_d      = pad_q;
    if (start_i) begin
      active_d   = 1'b1;
      row_addr_d = base_i | AddrBits'(offset);
      addr_d     = base_i | AddrBits'(offset);
      done_d     = '0;
      tensor_d   = IdxBits'(inst_i[vta_pkg::SramLsb +: 16]) + IdxBits'(xpad_0);
      row_d      = '0;
      pad_d      = inst_i[vta_pkg::Ypad0Lsb +: 4];
    end else if (active_q & (pad_q != '0)) begin
      pad_d    = pad_q - 4'd1;
      tensor_d = tensor_q + row_tensors;
    end else if (fire & row_end) begin
      active_d   = row_q != ysize - 16'd1;
      row_addr_d = next_row_addr;
      addr_d     = next_row_addr;
      done_d     = '0;
      tensor_d   = tensor_q + row_tensors;
      row_d      = row_q + 16'd1;
    end else if (fire) begin
      addr_d = addr_q + (AddrBits'(burst) << BusShift);
      done_d = done_q + BeatBits'(burst);
    end
  end

  always_ff @(posedge clock) begin
    if (reset) active_q <= 1'b0;
    else       active_q <= active_d;
  end

  always_ff @(posedge clock) begin
    row_addr_q <= row_addr_d;
    addr_q     <= addr_d;
    done_q     <= done_d;
    tensor_q   <= tensor_d;
    row_q      <= row_d;
    pad_q      <= pad_d;
  end
endmodule
