// SPDX-License-Identifier: Apache-2.0
// What tells a harness why each unit spends a cycle, beside the pins and CoreProbe: bound into
// VTAShell, read through its public variable, and no part of the design.
module CauseProbe (
  input logic [4:0] read_commands_i,                // at the arbiter of reads, client 0 lowest
  input logic       read_id_free_i,
  input logic       inst_valid_i,                   // fetch offers an instruction
  input logic       gemm_i,                         // issues in this cycle
  input logic       alu_i,
  input logic       write_idle_i,                   // no write burst is under way
  input logic       write_command_i                 // the storer has a command
);
  // bits 0..4 read commands, 5 free id, 6 instruction, 7 GEMM, 8 ALU, 9 write idle, 10 command
  logic [10:0] causes /*verilator public_flat_rd*/;
  assign causes = {write_command_i, write_idle_i, alu_i, gemm_i, inst_valid_i, read_id_free_i,
                   read_commands_i};
endmodule

bind VTAShell CauseProbe u_cause_probe (
  .read_commands_i (u_vme.u_vme_read.head_valid),
  .read_id_free_i  (u_vme.u_vme_read.free_q != '0),
  .inst_valid_i    (u_core.u_fetch.inst_valid),
  .gemm_i          (u_core.u_compute.u_tensor_gemm.run),
  .alu_i           (u_core.u_compute.u_tensor_alu.run),
  .write_idle_i    (wr_cmd_ready),
  .write_command_i (wr_cmd_valid)
);
