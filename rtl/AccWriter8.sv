// SPDX-License-Identifier: Apache-2.0
// Loader of tensors of 8-bit lanes into the acc scratchpad, each lane sign-extended to 32 bits.
// Timing: that of TensorLoadNarrow or TensorLoadWide for a tensor of this size.
module AccWriter8 #(
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
  localparam int unsigned Bus        = vta_pkg::MemDataBits;
  localparam int unsigned SmallBits  = vta_pkg::Acc8TensorBits;
  localparam int unsigned IdxBits    = vta_pkg::AccIdxBits;

  if (SmallBits > Bus) begin : gen_narrow
    // A beat of 8-bit lanes fills four blocks of the accumulator tensor.
    localparam int unsigned BlockBits = $clog2(SmallBits / Bus);

    logic                 write_data, write_zero;
    logic [IdxBits-1:0]   idx;
    logic [BlockBits-1:0] block;
    logic [Bus-1:0]       data;
    logic [4*Bus-1:0]     extended;

    TensorLoadNarrow #(.TensorBits(SmallBits), .IdxBits(IdxBits)) u_tensor_load_narrow (
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

    for (genvar i = 0; i < Bus / 8; i++) begin : gen_lane
      assign extended[32*i +: 32] = {{24{data[8*i+7]}}, data[8*i +: 8]};
    end
    assign write_o      = {Blocks{write_zero}} |
                          (Blocks'({4{write_data}}) << {block, 2'b00});
    assign write_row_o  = idx;
    assign write_bits_o = write_zero ? '0 : {(Blocks/4){extended}};
  end else begin : gen_wide
    // Every bank is one lane of the loader.
    logic [Banks-1:0]           write;
    logic [Banks*SmallBits-1:0] data;

    TensorLoadWide #(.TensorBits(SmallBits), .IdxBits(IdxBits)) u_tensor_load_wide (
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
      .write_row_o  (write_row_o),
      .write_bits_o (data)
    );

    for (genvar k = 0; k < Banks; k++) begin : gen_bank
      assign write_o[k*Blocks +: Blocks] = {Blocks{write[k]}};
    end
    for (genvar i = 0; i < Banks * SmallBits / 8; i++) begin : gen_lane
      assign write_bits_o[32*i +: 32] = {{24{data[8*i+7]}}, data[8*i +: 8]};
    end
  end
endmodule
