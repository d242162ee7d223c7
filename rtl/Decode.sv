// SPDX-License-Identifier: Apache-2.0
// Which module executes an instruction. Purely combinational.
module Decode (
  input  logic [127:0] inst_i,
  output logic         to_load_o,
  output logic         to_compute_o,
  output logic         to_store_o,
  output logic         illegal_o                    // no module does
);
  logic [2:0] opcode, memory, alu_op;

  assign opcode    = inst_i[vta_pkg::OpcodeLsb +: 3];
  assign memory    = inst_i[vta_pkg::MemoryLsb +: 3];
  assign alu_op    = inst_i[vta_pkg::AluOpLsb +: 3];
  assign illegal_o = ~(to_load_o | to_compute_o | to_store_o);

  always_comb begin
    to_load_o    = 1'b0;
    to_compute_o = 1'b0;
    to_store_o   = 1'b0;
    unique case (opcode)
      vta_pkg::OpLoad: unique case (memory)
        vta_pkg::MemInp, vta_pkg::MemWgt: to_load_o    = 1'b1;
        vta_pkg::MemUop, vta_pkg::MemAcc: to_compute_o = 1'b1;
        vta_pkg::MemAcc8:                 to_compute_o = vta_pkg::HasAcc8;
        default:                          to_load_o    = 1'b0;
      endcase
      vta_pkg::OpStore:                  to_store_o   = 1'b1;
      vta_pkg::OpGemm, vta_pkg::OpFinish: to_compute_o = 1'b1;
      vta_pkg::OpAlu:                    to_compute_o = alu_op <= vta_pkg::AluMul;
      default:                           to_load_o    = 1'b0;
    endcase
  end
endmodule
