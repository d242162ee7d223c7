// SPDX-License-Identifier: Apache-2.0
// Plain queue: ready and valid come from registers only. An entry pushed in cycle c is at the
// head from c+1; a full queue does not accept in the cycle in which it is popped.
// Latency 1. No combinational path from input to output.
module Queue #(
  parameter int unsigned Depth = 2,                 // entries; at least 1
  parameter int unsigned Width = 8
) (
  input  logic             clock,
  input  logic             reset,
  input  logic             enq_valid_i,             // from the producer
  output logic             enq_ready_o,
  input  logic [Width-1:0] enq_data_i,
  output logic             deq_valid_o,             // to the consumer
  input  logic             deq_ready_i,
  output logic [Width-1:0] deq_data_o
);
  localparam int unsigned CntWidth = $clog2(Depth + 1);
  localparam int unsigned PtrWidth = (Depth > 1) ? $clog2(Depth) : 1;

  logic [CntWidth-1:0] count_d, count_q;
  logic [PtrWidth-1:0] head_d, head_q, tail_d, tail_q;
  logic                push, pop;
  logic [Width-1:0]    mem [Depth];

  assign enq_ready_o = count_q != CntWidth'(Depth);
  assign deq_valid_o = count_q != '0;
  assign deq_data_o  = mem[head_q];
  assign push        = enq_valid_i & enq_ready_o;
  assign pop         = deq_valid_o & deq_ready_i;

  always_comb begin
    count_d = count_q;
    head_d  = head_q;
    tail_d  = tail_q;
    if (push & ~pop) count_d = count_q + CntWidth'(1);
    if (pop & ~push) count_d = count_q - CntWidth'(1);
    if (push) tail_d = (tail_q == PtrWidth'(Depth - 1)) ? '0 : tail_q + PtrWidth'(1);
    if (pop)  head_d = (head_q == PtrWidth'(Depth - 1)) ? '0 : head_q + PtrWidth'(1);
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      count_q <= '0;
      head_q  <= '0;
      tail_q  <= '0;
    end else begin
      count_q <= count_d;
      head_q  <= head_d;
      tail_q  <= tail_d;
    end
  end

  always_ff @(posedge clock) begin
    if (push) mem[tail_q] <= enq_data_i;
  end
endmodule
