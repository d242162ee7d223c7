// SPDX-License-Identifier: Apache-2.0
// What a harness looks at beside CoreProbe: which error the design reports, and whose read request
// is on the bus. Bound into the design, read through public variables, and no part of it.
module ErrorProbe (
  input logic [vta_pkg::ErrorBits-1:0] errors_i     // pulses
);
  logic [vta_pkg::ErrorBits-1:0] errors /*verilator public_flat_rd*/;
  assign errors = errors_i;
endmodule

module ReadClientProbe (
  input logic [2:0] client_i                        // valid with a read request
);
  logic [2:0] client /*verilator public_flat_rd*/;
  assign client = client_i;
endmodule

bind Core ErrorProbe u_error_probe (
  .errors_i (errors_o)
);

bind VmeRead ReadClientProbe u_client_probe (
  .client_i (client)
);
