// SPDX-License-Identifier: Apache-2.0
// LOAD into a scratchpad of which one or more tensors fit into a bus beat. Started in cycle t; a
// beat is written in the cycle in which it is at the client; done one cycle after the last write at
// the earliest: t + 21 + beats + ypad_0 with the simulated memory. The write outputs depend
// combinationally on the data inputs.
module TensorLoadWide #(
  parameter int unsigned TensorBits = 32,
  parameter int unsigned IdxBits    = 11,
  localparam int unsigned Lanes     = vta_pkg::MemDataBits / TensorBits,
  localparam int unsigned LaneShift = $clog2(Lanes),
  localparam int unsigned RowBits   = IdxBits - LaneShift
) (
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
  output logic [vta_pkg::ClientTagBits-1:0]  cmd_tag_o,
  input  logic                               data_valid_i,
  input  logic [vta_pkg::MemDataBits-1:0]    data_i,
  input  logic                               data_last_i,
  input  logic [vta_pkg::ClientTagBits-1:0]  data_tag_i,
  // scratchpad, by bank: tensor i lies in bank i mod Lanes, row i / Lanes
  output logic [Lanes-1:0]                   write_o,
  output logic [Lanes*RowBits-1:0]           write_row_o,
  output logic [Lanes*TensorBits-1:0]        write_bits_o
);
  localparam int unsigned LaneBits    = LaneShift + 1;
  localparam int unsigned TagBits     = IdxBits + 2 * LaneBits;
  localparam int unsigned TensorShift = $clog2(TensorBits / 8);
  localparam int unsigned AddrBits    = vta_pkg::MemAddrBits;
  localparam int unsigned CntBits     = vta_pkg::InFlightBits;

  logic [TagBits-1:0]          cmd_tag;
  logic [AddrBits-1:0]         offset, stride;
  logic [15:0]                 xsize;
  logic [IdxBits-1:0]          tensor, row_tensors, pad_idx;
  logic                        sent, fire, pad_write, pad_busy, busy_d, busy_q;
  logic [CntBits-1:0]          in_flight_d, in_flight_q;
  logic [Lanes-1:0]            beat_write;
  logic [Lanes*RowBits-1:0]    beat_row;
  logic [Lanes*TensorBits-1:0] beat_bits;

  assign xsize       = inst_i[vta_pkg::XsizeLsb +: 16];
  assign offset      = AddrBits'(inst_i[vta_pkg::DramLsb +: 32]) << TensorShift;
  assign stride      = AddrBits'(inst_i[vta_pkg::XstrideLsb +: 16]) << TensorShift;
  assign tensor      = IdxBits'(inst_i[vta_pkg::SramLsb +: 16]) +
                       IdxBits'(inst_i[vta_pkg::Xpad0Lsb +: 4]);
  assign row_tensors = IdxBits'(xsize) + IdxBits'(inst_i[vta_pkg::Xpad0Lsb +: 4]) +
                       IdxBits'(inst_i[vta_pkg::Xpad1Lsb +: 4]);

  CommandWide #(.TensorBits(TensorBits), .IdxBits(IdxBits)) u_command (
    .clock         (clock),
    .reset         (reset),
    .start_i       (start_i),
    .addr_i        (base_i | offset),
    .stride_i      (stride),
    .xsize_i       (xsize),
    .ysize_i       (inst_i[vta_pkg::YsizeLsb +: 16]),
    .ypad_0_i      (inst_i[vta_pkg::Ypad0Lsb +: 4]),
    .tensor_i      (tensor),
    .row_tensors_i (row_tensors),
    .sent_o        (sent),
    .cmd_valid_o   (cmd_valid_o),
    .cmd_ready_i   (cmd_ready_i),
    .cmd_addr_o    (cmd_addr_o),
    .cmd_len_o     (cmd_len_o),
    .cmd_tag_o     (cmd_tag)
  );

  ReceiveWide #(.TensorBits(TensorBits), .IdxBits(IdxBits)) u_receive (
    .clock   (clock),
    .start_i (start_i),
    .valid_i (data_valid_i),
    .data_i  (data_i),
    .last_i  (data_last_i),
    .tag_i   (data_tag_i[TagBits-1:0]),
    .write_o (beat_write),
    .row_o   (beat_row),
    .bits_o  (beat_bits)
  );

  Padder #(.IdxBits(IdxBits)) u_padder (
    .clock   (clock),
    .reset   (reset),
    .start_i (start_i),
    .inst_i  (inst_i),
    .slot_i  (~data_valid_i),
    .write_o (pad_write),
    .idx_o   (pad_idx),
    .busy_o  (pad_busy)
  );

  assign cmd_tag_o    = vta_pkg::ClientTagBits'(cmd_tag);
  assign fire         = cmd_valid_o & cmd_ready_i;
  assign done_o       = busy_q & sent & ~pad_busy & (in_flight_q == '0);
  assign write_bits_o = data_valid_i ? beat_bits : '0;

  for (genvar k = 0; k < Lanes; k++) begin : gen_bank
    assign write_o[k] = beat_write[k] |
                        (pad_write & ((pad_idx & IdxBits'(Lanes - 1)) == IdxBits'(k)));
    assign write_row_o[k*RowBits +: RowBits] =
        data_valid_i ? beat_row[k*RowBits +: RowBits] : RowBits'(pad_idx >> LaneShift);
  end

  always_comb begin
    busy_d      = busy_q;
    in_flight_d = in_flight_q;
    if (fire)         in_flight_d = in_flight_d + CntBits'(cmd_len_o) + CntBits'(1);
    if (data_valid_i) in_flight_d = in_flight_d - CntBits'(1);
    if (done_o)       busy_d = 1'b0;
    if (start_i) begin
      busy_d      = 1'b1;
      in_flight_d = '0;
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      busy_q      <= 1'b0;
      in_flight_q <= '0;
    end else begin
      busy_q      <= busy_d;
      in_flight_q <= in_flight_d;
    end
  end
endmodule
