// SPDX-License-Identifier: Apache-2.0
// ALU: an immediate operation a cycle or a register operation every two, five stages. With the
// start pulse in cycle s, immediate operation k addresses its micro-op in s+1+k and writes acc and
// out in s+5+k; register operation k addresses in s+1+2k (source) and s+2+2k (destination) and
// writes in s+6+2k; done in s+5+N or s+5+2N. Nothing is bypassed and nothing stalls: an operation
// does not see the write of an immediate operation, or as its source that of any operation, just
// before it. Memory requests come from registers, but acc_write_bits_o is combinational from them.
module TensorAlu (
  input  logic                               clock,
  input  logic                               reset,
  // compute
  input  logic                               start_i,
  output logic                               done_o,
  input  logic [127:0]                       inst_i,      // stable from start to done
  // scratchpads
  output logic                               uop_read_o,
  output logic [vta_pkg::UopIdxBits-1:0]     uop_idx_o,
  input  logic [31:0]                        uop_bits_i,
  output logic                               acc_read_o,
  output logic [vta_pkg::AccIdxBits-1:0]     acc_idx_o,
  input  logic [vta_pkg::AccTensorBits-1:0]  acc_bits_i,
  output logic                               acc_write_o, // out is written with it
  output logic [vta_pkg::AccIdxBits-1:0]     acc_write_idx_o,
  output logic [vta_pkg::AccTensorBits-1:0]  acc_write_bits_o
);
  localparam int unsigned IdxBits = vta_pkg::AccIdxBits;
  localparam int unsigned AccBits = vta_pkg::AccBits;
  localparam int unsigned Lanes   = vta_pkg::Batch * vta_pkg::BlockOut;
  localparam int unsigned Factors = 64;                   // first bit of the index factors

  typedef enum logic [1:0] {Idle, Run, Wait} state_e;

  state_e               state_d, state_q;
  logic                 source_d, source_q;               // the next issue is a source read
  logic [2:0]           in_flight_d, in_flight_q;
  logic                 run, last, use_imm, count;
  logic [2:0]           op;
  logic [15:0]          imm;
  logic [IdxBits-1:0]   dst_offset, dst_offset_1_q, src_offset, src_offset_1_q;
  logic [IdxBits-1:0]   dst_idx_1, src_idx_1, read_idx_2_q, dst_idx_2_q, dst_idx_3_q, dst_idx_4_q;
  logic                 read_1_q, read_2_q, read_3_q;     // there is a read in this stage
  logic                 count_1_q, count_2_q, count_3_q, count_4_q;  // and it is an operation's last
  logic                 unused_c;
  logic [AccBits-1:0]   imm_operand;
  logic [Lanes*AccBits-1:0] source_3_q, a_4_q, b_4_q;

  assign run     = state_q == Run;
  assign op      = inst_i[vta_pkg::AluOpLsb +: 3];
  assign use_imm = inst_i[vta_pkg::AluUseImmLsb];
  assign imm     = inst_i[vta_pkg::AluImmLsb +: 16];
  assign count   = run & ~source_q;
  assign done_o  = (state_q == Wait) & (in_flight_q == '0);

  IndexGenerator #(.ABits(IdxBits), .BBits(IdxBits), .CBits(1)) u_index (
    .clock     (clock),
    .run_i     (run),
    .step_i    (count),
    .inst_i    (inst_i),
    .a_outer_i (inst_i[Factors +: IdxBits]),
    .a_inner_i (inst_i[Factors+IdxBits +: IdxBits]),
    .b_outer_i (inst_i[Factors+2*IdxBits +: IdxBits]),
    .b_inner_i (inst_i[Factors+3*IdxBits +: IdxBits]),
    .c_outer_i (1'b0),
    .c_inner_i (1'b0),
    .uop_idx_o (uop_idx_o),
    .a_o       (dst_offset),
    .b_o       (src_offset),
    .c_o       (unused_c),
    .last_o    (last)
  );

  assign uop_read_o = run;
  assign dst_idx_1  = uop_bits_i[0 +: IdxBits] + dst_offset_1_q;
  assign src_idx_1  = uop_bits_i[vta_pkg::UopSrcLsb +: IdxBits] + src_offset_1_q;
  assign acc_read_o = read_2_q;
  assign acc_idx_o  = read_idx_2_q;

  if (AccBits > 16) begin : gen_extend
    assign imm_operand = {{(AccBits-16){imm[15]}}, imm};
  end else begin : gen_cut
    assign imm_operand = imm[AccBits-1:0];
  end

  assign acc_write_o     = count_4_q;
  assign acc_write_idx_o = dst_idx_4_q;

  // The sign of the immediate field turns a shift to the left, in the register form too.
  always_comb begin
    acc_write_bits_o = '0;
    if (count_4_q) begin
      for (int unsigned i = 0; i < Lanes; i++) begin
        unique case (op)
          vta_pkg::AluMin: acc_write_bits_o[i*AccBits +: AccBits] =
              ($signed(a_4_q[i*AccBits +: AccBits]) < $signed(b_4_q[i*AccBits +: AccBits])) ?
              a_4_q[i*AccBits +: AccBits] : b_4_q[i*AccBits +: AccBits];
          vta_pkg::AluMax: acc_write_bits_o[i*AccBits +: AccBits] =
              ($signed(a_4_q[i*AccBits +: AccBits]) > $signed(b_4_q[i*AccBits +: AccBits])) ?
              a_4_q[i*AccBits +: AccBits] : b_4_q[i*AccBits +: AccBits];
          vta_pkg::AluAdd: acc_write_bits_o[i*AccBits +: AccBits] =
              a_4_q[i*AccBits +: AccBits] + b_4_q[i*AccBits +: AccBits];
          vta_pkg::AluShr: acc_write_bits_o[i*AccBits +: AccBits] = imm[15] ?
              a_4_q[i*AccBits +: AccBits] << (5'd0 - b_4_q[i*AccBits +: 5]) :
              $unsigned($signed(a_4_q[i*AccBits +: AccBits]) >>> b_4_q[i*AccBits +: 5]);
          default: acc_write_bits_o[i*AccBits +: AccBits] =               // multiply
              a_4_q[i*AccBits +: AccBits] * b_4_q[i*AccBits +: AccBits];
        endcase
      end
    end
  end

  always_comb begin
    state_d     = state_q;
    source_d    = ~use_imm;
    in_flight_d = in_flight_q + 3'(count) - 3'(count_4_q);
    if (run & ~use_imm) source_d = ~source_q;
    unique case (state_q)
      Idle: if (start_i) state_d = Run;
      Run:  if (count & last) state_d = Wait;
      Wait: if (in_flight_q == '0) state_d = Idle;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      state_q     <= Idle;
      in_flight_q <= '0;
      read_1_q    <= 1'b0;
      read_2_q    <= 1'b0;
      read_3_q    <= 1'b0;
      count_1_q   <= 1'b0;
      count_2_q   <= 1'b0;
      count_3_q   <= 1'b0;
      count_4_q   <= 1'b0;
    end else begin
      state_q     <= state_d;
      in_flight_q <= in_flight_d;
      read_1_q    <= run;
      read_2_q    <= read_1_q;
      read_3_q    <= read_2_q;
      count_1_q   <= count;
      count_2_q   <= count_1_q;
      count_3_q   <= count_2_q;
      count_4_q   <= count_3_q;
    end
  end

  always_ff @(posedge clock) begin
    source_q       <= source_d;
    dst_offset_1_q <= dst_offset;
    src_offset_1_q <= src_offset;
    read_idx_2_q   <= (count_1_q & ~use_imm) ? dst_idx_1 : src_idx_1;
    dst_idx_2_q    <= dst_idx_1;
    dst_idx_3_q    <= dst_idx_2_q;
    dst_idx_4_q    <= dst_idx_3_q;
    if (read_3_q & ~count_3_q) source_3_q <= acc_bits_i;
    if (count_3_q) begin
      a_4_q <= acc_bits_i;
      b_4_q <= use_imm ? {Lanes{imm_operand}} : source_3_q;
    end
  end
endmodule
