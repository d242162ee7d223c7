// SPDX-License-Identifier: Apache-2.0
// STORE of tensors of which one or more fit into a bus beat: a beat a cycle, strobes for partial
// beats. Started in cycle t, the first command is in t+1; a burst of B beats takes B + 4 cycles
// from its command to the next one (simulated memory). done_o depends combinationally on ack_i, the
// scratchpad's read address on data_ready_i; all else comes from registers.
module TensorStoreWide (
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
  output logic [vta_pkg::MemDataBits/8-1:0]  strb_o,
  input  logic                               ack_i,
  // compute writes
  input  logic                               write_i,
  input  logic [vta_pkg::AccIdxBits-1:0]     write_idx_i,
  input  logic [vta_pkg::OutTensorBits-1:0]  write_bits_i
);
  localparam int unsigned AddrBits    = vta_pkg::MemAddrBits;
  localparam int unsigned LenBits     = vta_pkg::MemLenBits;
  localparam int unsigned TensorBits  = vta_pkg::OutTensorBits;
  localparam int unsigned TensorBytes = TensorBits / 8;
  localparam int unsigned TensorShift = $clog2(TensorBytes);
  localparam int unsigned IdxBits     = vta_pkg::AccIdxBits;
  localparam int unsigned Lanes       = vta_pkg::MemDataBits / TensorBits;
  localparam int unsigned LaneShift   = $clog2(Lanes);
  localparam int unsigned LaneBits    = LaneShift + 1;
  localparam int unsigned RowBits     = IdxBits - LaneShift;
  localparam int unsigned TagBits     = IdxBits + 2 * LaneBits;

  typedef enum logic [1:0] {Idle, Command, Data, Ack} state_e;

  state_e              state_d, state_q;
  logic [IdxBits-1:0]  tensor_d, tensor_q;            // first tensor of the beat
  logic [LaneBits-1:0] skip_d, skip_q, valid_d, valid_q, valid;
  logic [LenBits-1:0]  left_d, left_q;                // beats of the burst after this one
  logic                sent, command_valid, fire, beat, read;
  logic [TagBits-1:0]  tag;
  logic [LaneBits-1:0] read_lane;
  logic [Lanes*TensorBits-1:0] bits;

  CommandWide #(.TensorBits(TensorBits), .IdxBits(IdxBits)) u_command (
    .clock         (clock),
    .reset         (reset),
    .start_i       (start_i),
    .addr_i        (base_i | (AddrBits'(inst_i[vta_pkg::DramLsb +: 32]) << TensorShift)),
    .stride_i      (AddrBits'(inst_i[vta_pkg::XstrideLsb +: 16]) << TensorShift),
    .xsize_i       (inst_i[vta_pkg::XsizeLsb +: 16]),
    .ysize_i       (inst_i[vta_pkg::YsizeLsb +: 16]),
    .ypad_0_i      (4'd0),
    .tensor_i      (IdxBits'(inst_i[vta_pkg::SramLsb +: 16])),
    .row_tensors_i (IdxBits'(inst_i[vta_pkg::XsizeLsb +: 16])),
    .sent_o        (sent),
    .cmd_valid_o   (command_valid),
    .cmd_ready_i   (fire),
    .cmd_addr_o    (cmd_addr_o),
    .cmd_len_o     (cmd_len_o),
    .cmd_tag_o     (tag)
  );

  assign cmd_valid_o  = (state_q == Command) & command_valid;
  assign fire         = cmd_valid_o & cmd_ready_i;
  assign data_valid_o = state_q == Data;
  assign beat         = data_valid_o & data_ready_i;
  assign read         = cmd_valid_o | beat;
  assign done_o       = (state_q == Ack) & ack_i & sent;
  assign valid        = (left_q == '0) ? valid_q : LaneBits'(Lanes);

  always_comb begin
    state_d  = state_q;
    tensor_d = tensor_q;
    skip_d   = skip_q;
    valid_d  = valid_q;
    left_d   = left_q;
    unique case (state_q)
      Idle: if (start_i) state_d = Command;
      Command: begin
        tensor_d = tag[IdxBits-1:0];
        skip_d   = tag[IdxBits +: LaneBits];
        valid_d  = tag[IdxBits+LaneBits +: LaneBits];
        left_d   = cmd_len_o;
        if (fire) state_d = Data;
      end
      Data: if (beat) begin
        tensor_d = tensor_q + IdxBits'(valid) - IdxBits'(skip_q);
        skip_d   = '0;
        left_d   = left_q - LenBits'(1);
        if (left_q == '0) state_d = Ack;
      end
      Ack: if (ack_i) state_d = sent ? Idle : Command;
      default: state_d = Idle;
    endcase
  end

  // The memories are addressed with the tensor of the next beat; the data are rotated by that of
  // this one.
  assign read_lane = LaneBits'(tensor_d) & LaneBits'(Lanes - 1);

  for (genvar k = 0; k < Lanes; k++) begin : gen_lane
    logic [RowBits-1:0] read_row;
    assign read_row = RowBits'(tensor_d >> LaneShift) + RowBits'(LaneBits'(k) < read_lane);
    Sram #(.Depth(vta_pkg::AccDepth / Lanes), .Width(TensorBits)) u_sram (
      .clock        (clock),
      .read_i       (read),
      .read_idx_i   (read_row),
      .read_bits_o  (bits[k*TensorBits +: TensorBits]),
      .write_i      (write_i & ((write_idx_i & IdxBits'(Lanes - 1)) == IdxBits'(k))),
      .write_idx_i  (RowBits'(write_idx_i >> LaneShift)),
      .write_bits_i (write_bits_i)
    );
    assign strb_o[k*TensorBytes +: TensorBytes] =
        {TensorBytes{(LaneBits'(k) >= skip_q) & (LaneBits'(k) < valid)}};
    if (Lanes == 1) begin : gen_one
      assign data_o = bits;
    end else begin : gen_many
      logic [LaneShift-1:0] bank;                     // that holds the tensor of bus lane k
      assign bank = LaneShift'(k) + LaneShift'(tensor_q) - LaneShift'(skip_q);
      assign data_o[k*TensorBits +: TensorBits] = bits[bank*TensorBits +: TensorBits];
    end
  end

  always_ff @(posedge clock) begin
    if (reset) state_q <= Idle;
    else       state_q <= state_d;
  end

  always_ff @(posedge clock) begin
    tensor_q <= tensor_d;
    skip_q   <= skip_d;
    valid_q  <= valid_d;
    left_q   <= left_d;
  end
endmodule
