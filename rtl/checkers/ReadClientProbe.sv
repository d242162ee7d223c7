// SPDX-License-Identifier: Apache-2.0
// Whose read request is on the bus: bound into VmeRead, read through its public variable, and no part
// of the design.
module ReadClientProbe (
  input logic [2:0] client_i                        // valid with a read request
);
  logic [2:0] client /*verilator public_flat_rd*/;
  assign client = client_i;
endmodule

bind VmeRead ReadClientProbe u_client_probe (
  .client_i (client)
);
