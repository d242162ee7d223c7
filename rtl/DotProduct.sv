// SPDX-License-Identifier: Apache-2.0
// Dot product of one input row and one weight row, modulo 2^32. Latency 1: partial sums are
// registered when en_i is set, and added up in the next cycle.
module DotProduct (
  input  logic                                         clock,
  input  logic                                         en_i,
  input  logic [vta_pkg::BlockIn*vta_pkg::InpBits-1:0] inp_i,
  input  logic [vta_pkg::BlockIn*vta_pkg::WgtBits-1:0] wgt_i,
  output logic [31:0]                                  sum_o
);
  localparam int unsigned InpBits  = vta_pkg::InpBits;
  localparam int unsigned WgtBits  = vta_pkg::WgtBits;
  localparam int unsigned Parts    = (vta_pkg::BlockIn >= 8) ? 4 : 1;
  localparam int unsigned Terms    = vta_pkg::BlockIn / Parts;
  localparam int unsigned FullBits = InpBits + WgtBits + $clog2(Terms);
  localparam int unsigned PartBits = (FullBits < 32) ? FullBits : 32;

  logic [Parts*PartBits-1:0] parts_d, parts_q;

  // 32-bit arithmetic, cut to the bits that can differ: simulators like it, synthesis cuts it.
  for (genvar p = 0; p < Parts; p++) begin : gen_part
    logic signed [31:0] sum;
    always_comb begin
      sum = 32'sd0;
      if (en_i) begin
        for (int unsigned i = 0; i < Terms; i++) begin
          sum = sum + 32'($signed(inp_i[(p*Terms+i)*InpBits +: InpBits])) *
                      32'($signed(wgt_i[(p*Terms+i)*WgtBits +: WgtBits]));
        end
      end
    end
    assign parts_d[p*PartBits +: PartBits] = sum[PartBits-1:0];
  end

  always_comb begin
    sum_o = '0;
    for (int unsigned p = 0; p < Parts; p++) begin
      sum_o = sum_o + 32'($signed(parts_q[p*PartBits +: PartBits]));
    end
  end

  always_ff @(posedge clock) begin
    if (en_i) parts_q <= parts_d;
  end
endmodule
