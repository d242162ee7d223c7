// SPDX-License-Identifier: Apache-2.0
// Loader of accumulator tensors, its writes spread over the banks of the acc scratchpad, of which
// there may be more than a beat holds accumulator tensors. Timing: TensorLoadNarrow/TensorLoadWide.
module AccWriter32 #(
  parameter int unsigned Banks  = 1,
  parameter int unsigned Blocks = 8,
  localparam int unsigned Shift   = $clog2(Banks),
  localparam int unsigned RowBits = vta_pkg::AccIdxBits - Shift
) (
  input  logic                                     clock,
  input  logic                                     reset,
  // owner
  input  logic                                     start_i,
  output logic                                     done_o,
  input  logic [127:0]                             inst_i,
  input  logic [vta_pkg::MemAddrBits-1:0]          base_i,
  // memory engine
  output logic                                     cmd_valid_o,
  input  logic                                     cmd_ready_i,
  output logic [vta_pkg::MemAddrBits-1:0]          cmd_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]           cmd_len_o,
  output logic [vta_pkg::ClientTagBits-1:0]        cmd_tag_o,
  input  logic                                     data_valid_i,
  input  logic [vta_pkg::MemDataBits-1:0]          data_i,
  input  logic                                     data_last_i,
  input  logic [vta_pkg::ClientTagBits-1:0]        data_tag_i,
  // scratchpad
  output logic [Banks*Blocks-1:0]                  write_o,
  output logic [Banks*RowBits-1:0]                 write_row_o,
  output logic [Banks*vta_pkg::AccTensorBits-1:0]  write_bits_o
);
  localparam int unsigned TensorBits = vta_pkg::AccTensorBits;
  localparam int unsigned IdxBits    = vta_pkg::AccIdxBits;

  if (Blocks > 1) begin : gen_narrow
    localparam int unsigned BlockBits = $clog2(Blocks);

    logic                            write_data, write_zero;
    logic [IdxBits-1:0]              idx;
    logic [BlockBits-1:0]            block;
    logic [vta_pkg::MemDataBits-1:0] data;
    logic [Blocks-1:0]               write;

    TensorLoadNarrow #(.TensorBits(TensorBits), .IdxBits(IdxBits)) u_tensor_load_narrow (
      .clock         (clock),
      .reset         (reset),
      .start_i       (start_i),
      .done_o        (done_o),
      .inst_i        (inst_i),
      .base_i        (base_i),
      .cmd_valid_o   (cmd_valid_o),
      .cmd_ready_i   (cmd_ready_i),
      .cmd_addr_o    (cmd_addr_o),
      .cmd_len_o     (cmd_len_o),
      .cmd_tag_o     (cmd_tag_o),
      .data_valid_i  (data_valid_i),
      .data_i        (data_i),
      .data_tag_i    (data_tag_i),
      .write_data_o  (write_data),
      .write_zero_o  (write_zero),
      .write_idx_o   (idx),
      .write_block_o (block),
      .write_bits_o  (data)
    );

    assign write = {Blocks{write_zero}} | (Blocks'(write_data) << block);
    for (genvar k = 0; k < Banks; k++) begin : gen_bank
      assign write_o[k*Blocks +: Blocks] =
          ((idx & IdxBits'(Banks - 1)) == IdxBits'(k)) ? write : '0;
      assign write_row_o[k*RowBits +: RowBits] = RowBits'(idx >> Shift);
      assign write_bits_o[k*TensorBits +: TensorBits] = write_zero ? '0 : {Blocks{data}};
    end
  end else begin : gen_wide
    localparam int unsigned Lanes     = vta_pkg::MemDataBits / TensorBits;
    localparam int unsigned LaneShift = $clog2(Lanes);
    localparam int unsigned LaneRow   = IdxBits - LaneShift;

    logic [Lanes-1:0]            write;
    logic [Lanes*LaneRow-1:0]    row;
    logic [Lanes*TensorBits-1:0] data;

    TensorLoadWide #(.TensorBits(TensorBits), .IdxBits(IdxBits)) u_tensor_load_wide (
      .clock        (clock),
      .reset        (reset),
      .start_i      (start_i),
      .done_o       (done_o),
      .inst_i       (inst_i),
      .base_i       (base_i),
      .cmd_valid_o  (cmd_valid_o),
      .cmd_ready_i  (cmd_ready_i),
      .cmd_addr_o   (cmd_addr_o),
      .cmd_len_o    (cmd_len_o),
      .cmd_tag_o    (cmd_tag_o),
      .data_valid_i (data_valid_i),
      .data_i       (data_i),
      .data_last_i  (data_last_i),
      .data_tag_i   (data_tag_i),
      .write_o      (write),
      .write_row_o  (row),
      .write_bits_o (data)
    );

    // Bank k takes lane k mod Lanes where the rest of the index is k / Lanes.
    for (genvar k = 0; k < Banks; k++) begin : gen_bank
      logic [LaneRow-1:0] lane_row;
      assign lane_row = row[(k % Lanes)*LaneRow +: LaneRow];
      assign write_o[k] = write[k % Lanes] &
                          ((lane_row & LaneRow'(Banks / Lanes - 1)) == LaneRow'(k / Lanes));
      assign write_row_o[k*RowBits +: RowBits] = RowBits'(lane_row >> (Shift - LaneShift));
      assign write_bits_o[k*TensorBits +: TensorBits] =
          data[(k % Lanes)*TensorBits +: TensorBits];
    end
  end
endmodule
