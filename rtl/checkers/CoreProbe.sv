// SPDX-License-Identifier: Apache-2.0
// What happens in each cycle, gathered for a harness: bound into Core, read through its public
// variables, and no part of the design. In events, tokens and the modules of each group of three,
// index 0 is load, 1 compute, 2 store.
module CoreProbe (
  input  logic launch_i,
  input  logic finish_i,
  input  logic error_i,
  input  logic [2:0] dispatch_i,
  input  logic [2:0] start_i,
  input  logic [2:0] done_i,
  input  logic [4*vta_pkg::TokenBits-1:0] tokens_i
);
  // bits 0..2 dispatch, 3..5 start, 6..8 done, 9 finish, 10 launch level, 11 error
  logic [11:0] events /*verilator public_flat_rd*/;
  // load to compute, compute to load, compute to store, store to compute, from the lowest bits
  logic [4*vta_pkg::TokenBits-1:0] tokens /*verilator public_flat_rd*/;
  assign events = {error_i, launch_i, finish_i, done_i, start_i, dispatch_i};
  assign tokens = tokens_i;
endmodule

bind Core CoreProbe u_probe (
  .launch_i   (launch_i),
  .finish_i   (finish_o),
  .error_i    (errors_o != '0),
  .dispatch_i ({store_valid & store_ready, compute_valid & compute_ready,
                load_valid & load_ready}),
  .start_i    ({u_store.start, u_compute.start, u_load.start}),
  .done_i     ({u_store.done, u_compute.done, u_load.done}),
  .tokens_i   ({u_compute.u_store_to_compute.count_q, u_store.u_compute_to_store.count_q,
                u_load.u_compute_to_load.count_q, u_compute.u_load_to_compute.count_q})
);
