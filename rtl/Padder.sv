// SPDX-License-Identifier: Apache-2.0
// Zero tensors around the data of a LOAD: one a cycle, in cycles in which no beat is written
// (slot_i). Started in cycle t, the first write is in t+1. Rows without side padding are passed at
// one a cycle when bottom padding follows. write_o depends combinationally on slot_i.
module Padder #(
  parameter int unsigned IdxBits = 11
) (
  input  logic               clock,
  input  logic               reset,
  input  logic               start_i,
  input  logic [127:0]       inst_i,                // stable from start to done
  input  logic               slot_i,                // the write port is free in this cycle
  output logic               write_o,
  output logic [IdxBits-1:0] idx_o,
  output logic               busy_o
);
  localparam int unsigned ColBits = 17;             // 16-bit sizes plus two 4-bit pads

  typedef enum logic [2:0] {None, Top, Side, Skip, Bottom} region_e;

  region_e             region_d, region_q, middle;
  logic [ColBits-1:0]  col_d, col_q, row_d, row_q;
  logic [IdxBits-1:0]  row_idx_d, row_idx_q;
  logic [15:0]         xsize, ysize;
  logic [3:0]          xpad_0, xpad_1, ypad_0, ypad_1;
  logic [ColBits-1:0]  width, side_col, last_top, last_middle, last_bottom;
  logic                row_end, left_end;

  assign xsize  = inst_i[vta_pkg::XsizeLsb +: 16];
  assign ysize  = inst_i[vta_pkg::YsizeLsb +: 16];
  assign xpad_0 = inst_i[vta_pkg::Xpad0Lsb +: 4];
  assign xpad_1 = inst_i[vta_pkg::Xpad1Lsb +: 4];
  assign ypad_0 = inst_i[vta_pkg::Ypad0Lsb +: 4];
  assign ypad_1 = inst_i[vta_pkg::Ypad1Lsb +: 4];

  assign width       = ColBits'(xsize) + ColBits'(xpad_0) + ColBits'(xpad_1);
  assign side_col    = (xpad_0 != '0) ? '0 : ColBits'(xsize);
  assign last_top    = ColBits'(ypad_0) - ColBits'(1);
  assign last_middle = last_top + ColBits'(ysize);
  assign last_bottom = last_middle + ColBits'(ypad_1);
  assign left_end    = (region_q == Side) & (xpad_0 != '0) &
                       (col_q == ColBits'(xpad_0) - ColBits'(1));
  assign row_end     = (region_q == Skip) | (col_q == width - ColBits'(1)) |
                       (left_end & (xpad_1 == '0));

  assign write_o = slot_i & ((region_q == Top) | (region_q == Side) | (region_q == Bottom));
  assign idx_o   = row_idx_q + IdxBits'(col_q);
  assign busy_o  = region_q != None;

  always_comb begin
    middle = None;
    if ((xpad_0 != '0) | (xpad_1 != '0)) middle = Side;
    else if (ypad_1 != '0)               middle = Skip;
  end

  always_comb begin
    region_d  = region_q;
    col_d     = col_q;
    row_d     = row_q;
    row_idx_d = row_idx_q;
    if (start_i) begin
      region_d  = (ypad_0 != '0) ? Top : middle;
      col_d     = (ypad_0 != '0) ? '0 : side_col;
      row_d     = '0;
      row_idx_d = IdxBits'(inst_i[vta_pkg::SramLsb +: 16]);
    end else if (write_o | (region_q == Skip)) begin
      if (row_end) begin
        row_d     = row_q + ColBits'(1);
        row_idx_d = row_idx_q + IdxBits'(width);
        col_d     = (region_q == Side) ? side_col : '0;
        unique case (region_q)
          Top: if (row_q == last_top) begin
            region_d = middle;
            col_d    = (middle == Side) ? side_col : '0;
          end
          Side, Skip: if (row_q == last_middle) begin
            region_d = (ypad_1 != '0) ? Bottom : None;
            col_d    = '0;
          end
          Bottom: if (row_q == last_bottom) region_d = None;
          default: region_d = None;
        endcase
      end else if (left_end) begin
        col_d = ColBits'(xpad_0) + ColBits'(xsize);
      end else begin
        col_d = col_q + ColBits'(1);
      end
    end
  end

  always_ff @(posedge clock) begin
    if (reset) region_q <= None;
    else       region_q <= region_d;
  end

  always_ff @(posedge clock) begin
    col_q     <= col_d;
    row_q     <= row_d;
    row_idx_q <= row_idx_d;
  end
endmodule
