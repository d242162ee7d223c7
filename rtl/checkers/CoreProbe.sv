// SPDX-License-Identifier: Apache-2.0
// What happens in each cycle, gathered for a harness: bound into Core, read through its public
// variable, and no part of the design.
module CoreProbe (
  input  logic launch_i,
  input  logic finish_i,
  input  logic [2:0] dispatch_i,                    // load, compute, store from the lowest bit
  input  logic [2:0] start_i,
  input  logic [2:0] done_i
);
  // bits 0..2 dispatch, 3..5 start, 6..8 done, 9 finish, 10 launch level
  logic [10:0] events /*verilator public_flat_rd*/;
  assign events = {launch_i, finish_i, done_i, start_i, dispatch_i};
endmodule

bind Core CoreProbe u_probe (
  .launch_i   (launch_i),
  .finish_i   (finish_o),
  .dispatch_i ({store_valid & store_ready, compute_valid & compute_ready,
                load_valid & load_ready}),
  .start_i    ({u_store.start, u_compute.start, u_load.start}),
  .done_i     ({u_store.done, u_compute.done, u_load.done})
);
