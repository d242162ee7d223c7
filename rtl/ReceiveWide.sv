// SPDX-License-Identifier: Apache-2.0
// Spreads the tensors of a beat over the banks of a scratchpad: tensor i lies in bank i mod Lanes,
// row i / Lanes. Latency 0: the write is in the cycle of the beat.
module ReceiveWide #(
  parameter int unsigned TensorBits = 32,
  parameter int unsigned IdxBits    = 11,
  localparam int unsigned Lanes     = vta_pkg::MemDataBits / TensorBits,
  localparam int unsigned LaneShift = $clog2(Lanes),
  localparam int unsigned LaneBits  = LaneShift + 1,
  localparam int unsigned RowBits   = IdxBits - LaneShift,
  localparam int unsigned TagBits   = IdxBits + 2 * LaneBits
) (
  input  logic                            clock,
  input  logic                            start_i,     // the next beat begins a burst
  input  logic                            valid_i,
  input  logic [vta_pkg::MemDataBits-1:0] data_i,
  input  logic                            last_i,
  input  logic [TagBits-1:0]              tag_i,
  output logic [Lanes-1:0]                write_o,     // by bank, likewise below
  output logic [Lanes*RowBits-1:0]        row_o,
  output logic [Lanes*TensorBits-1:0]     bits_o
);
  logic                first_d, first_q, new_burst;
  logic [TagBits-1:0]  last_tag_q;
  logic [IdxBits-1:0]  dest, dest_q;
  logic [LaneBits-1:0] skip, valid, dest_lane;

  assign new_burst = first_q | (tag_i != last_tag_q);
  assign dest      = new_burst ? tag_i[IdxBits-1:0] : dest_q;
  assign skip      = new_burst ? tag_i[IdxBits +: LaneBits] : '0;
  assign valid     = last_i ? tag_i[IdxBits+LaneBits +: LaneBits] : LaneBits'(Lanes);
  assign dest_lane = LaneBits'(dest) & LaneBits'(Lanes - 1);
  assign first_d   = start_i | (first_q & ~valid_i);

  for (genvar k = 0; k < Lanes; k++) begin : gen_bank
    logic [LaneBits-1:0] lane;
    assign lane       = (LaneBits'(k) - dest_lane + skip) & LaneBits'(Lanes - 1);
    assign write_o[k] = valid_i & (lane >= skip) & (lane < valid);
    assign row_o[k*RowBits +: RowBits] =
        RowBits'(dest >> LaneShift) + RowBits'(LaneBits'(k) < dest_lane);
    if (Lanes == 1) begin : gen_one
      assign bits_o[k*TensorBits +: TensorBits] = data_i;
    end else begin : gen_many
      assign bits_o[k*TensorBits +: TensorBits] =
          data_i[lane[LaneShift-1:0]*TensorBits +: TensorBits];
    end
  end

  always_ff @(posedge clock) begin
    first_q <= first_d;
    if (valid_i) begin
      last_tag_q <= tag_i;
      dest_q     <= dest + IdxBits'(valid) - IdxBits'(skip);
    end
  end
endmodule
