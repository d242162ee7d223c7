// SPDX-License-Identifier: Apache-2.0
// LOAD into a scratchpad whose tensor is wider than the bus: each beat fills one block of a tensor.
// Started in cycle t; a beat at the client in cycle c is written in c+1; done one cycle after the
// last write at the earliest: t + 22 + beats + ypad_0 with the simulated memory.
// No combinational path from the data input to an output.
module TensorLoadNarrow #(
  parameter int unsigned TensorBits = 2 * vta_pkg::MemDataBits,
  parameter int unsigned IdxBits    = 11,
  localparam int unsigned Blocks    = TensorBits / vta_pkg::MemDataBits,
  localparam int unsigned BlockBits = $clog2(Blocks)
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
  input  logic [vta_pkg::ClientTagBits-1:0]  data_tag_i,
  // scratchpad: one block of data or one tensor of zeros
  output logic                               write_data_o,
  output logic                               write_zero_o,
  output logic [IdxBits-1:0]                 write_idx_o,
  output logic [BlockBits-1:0]               write_block_o,
  output logic [vta_pkg::MemDataBits-1:0]    write_bits_o
);
  localparam int unsigned TagBits = IdxBits + BlockBits;
  localparam int unsigned CntBits = vta_pkg::InFlightBits;

  logic [TagBits-1:0] cmd_tag, tag_q, last_tag_q, block, block_q;
  logic               valid_q, start_q, busy_d, busy_q, first_d, first_q;
  logic [CntBits-1:0] in_flight_d, in_flight_q;
  logic               sent, pad_busy, fire, pad_write;
  logic [IdxBits-1:0] pad_idx;
  logic [vta_pkg::MemDataBits-1:0] bits_q;

  CommandNarrow #(.TensorBits(TensorBits), .IdxBits(IdxBits)) u_command (
    .clock       (clock),
    .reset       (reset),
    .start_i     (start_i),
    .inst_i      (inst_i),
    .base_i      (base_i),
    .sent_o      (sent),
    .cmd_valid_o (cmd_valid_o),
    .cmd_ready_i (cmd_ready_i),
    .cmd_addr_o  (cmd_addr_o),
    .cmd_len_o   (cmd_len_o),
    .cmd_tag_o   (cmd_tag)
  );

  Padder #(.IdxBits(IdxBits)) u_padder (
    .clock   (clock),
    .reset   (reset),
    .start_i (start_q),
    .inst_i  (inst_i),
    .slot_i  (~valid_q),
    .write_o (pad_write),
    .idx_o   (pad_idx),
    .busy_o  (pad_busy)
  );

  assign cmd_tag_o = vta_pkg::ClientTagBits'(cmd_tag);
  assign fire      = cmd_valid_o & cmd_ready_i;
  assign done_o    = busy_q & sent & ~pad_busy & (in_flight_q == '0);

  // A new tag starts a new burst; within a burst blocks follow one another.
  assign block         = (first_q | (tag_q != last_tag_q)) ? tag_q : block_q + TagBits'(1);
  assign write_data_o  = valid_q;
  assign write_zero_o  = pad_write;
  assign write_idx_o   = valid_q ? block[TagBits-1:BlockBits] : pad_idx;
  assign write_block_o = block[BlockBits-1:0];
  assign write_bits_o  = bits_q;

  always_comb begin
    busy_d      = busy_q;
    first_d     = first_q;
    in_flight_d = in_flight_q;
    if (fire)    in_flight_d = in_flight_d + CntBits'(cmd_len_o) + CntBits'(1);
    if (valid_q) in_flight_d = in_flight_d - CntBits'(1);
    if (valid_q) first_d = 1'b0;
    if (done_o)  busy_d = 1'b0;
    if (start_i) begin
      busy_d      = 1'b1;
      first_d     = 1'b1;
      in_flight_d = '0;
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      busy_q      <= 1'b0;
      start_q     <= 1'b0;
      valid_q     <= 1'b0;
      in_flight_q <= '0;
    end else begin
      busy_q      <= busy_d;
      start_q     <= start_i;
      valid_q     <= data_valid_i;
      in_flight_q <= in_flight_d;
    end
  end

  always_ff @(posedge clock) begin
    first_q <= first_d;
    if (data_valid_i) begin
      bits_q <= data_i;
      tag_q  <= data_tag_i[TagBits-1:0];
    end
    if (valid_q) begin
      last_tag_q <= tag_q;
      block_q    <= block;
    end
  end
endmodule
