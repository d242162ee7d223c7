// SPDX-License-Identifier: Apache-2.0
// Cycles since launch and accumulator writes; both are 0 in the launch cycle and are captured by
// the registers in the finish cycle. No combinational path from input to output.
module EventCounters (
  input  logic        clock,
  input  logic        reset,
  input  logic        launch_i,                     // level, from VCR
  input  logic        finish_i,                     // pulse, from Core
  input  logic        acc_write_i,                  // GEMM or ALU writes an accumulator tensor
  output logic [31:0] cycles_o,
  output logic [31:0] acc_writes_o
);
  logic [31:0] cycles_d, cycles_q, acc_writes_d, acc_writes_q;

  assign cycles_o     = cycles_q;
  assign acc_writes_o = acc_writes_q;

  always_comb begin
    cycles_d     = '0;
    acc_writes_d = '0;
    if (launch_i & ~finish_i) begin
      cycles_d     = cycles_q + 32'd1;
      acc_writes_d = acc_writes_q + 32'(acc_write_i);
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      cycles_q     <= '0;
      acc_writes_q <= '0;
    end else begin
      cycles_q     <= cycles_d;
      acc_writes_q <= acc_writes_d;
    end
  end
endmodule
