// SPDX-License-Identifier: Apache-2.0
// Whether a loader still has data to ask for or to write: bound into each, read through its public
// variable, and no part of the design.
module LoaderProbe (
  input logic data_left_i
);
  logic data_left /*verilator public_flat_rd*/;
  assign data_left = data_left_i;
endmodule

bind TensorLoadNarrow LoaderProbe u_loader_probe (
  .data_left_i (~sent | (in_flight_q != '0))
);

bind TensorLoadWide LoaderProbe u_loader_probe (
  .data_left_i (~sent | (in_flight_q != '0))
);
