// SPDX-License-Identifier: Apache-2.0
// Which error the design reports in a cycle: bound into Core, read through its public variable, and
// no part of the design.
module ErrorProbe (
  input logic [vta_pkg::ErrorBits-1:0] errors_i     // pulses
);
  logic [vta_pkg::ErrorBits-1:0] errors /*verilator public_flat_rd*/;
  assign errors = errors_i;
endmodule

bind Core ErrorProbe u_error_probe (
  .errors_i (errors_o)
);
