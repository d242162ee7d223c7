// SPDX-License-Identifier: Apache-2.0
// Control and status registers behind an AXI4-Lite port. A write takes three cycles (address,
// data, response), a read two; the two are independent. No combinational path from the host's
// inputs to its outputs.
//
// Registers (32 bits each, in steps of 4 bytes): control (bit 0 launch, bit 1 finish), cycles,
// instruction count, the six base addresses (two registers each with 64-bit addresses, low word
// first), accumulator writes, errors. The last one is not in the original; see
// docs/rtl-differences.md.
module VCR (
  input  logic                              clock,
  input  logic                              reset,
  // host: AXI4-Lite slave
  output logic                              aw_ready_o,
  input  logic                              aw_valid_i,
  input  logic [15:0]                       aw_addr_i,
  output logic                              w_ready_o,
  input  logic                              w_valid_i,
  input  logic [31:0]                       w_data_i,
  input  logic                              b_ready_i,
  output logic                              b_valid_o,
  output logic                              ar_ready_o,
  input  logic                              ar_valid_i,
  input  logic [15:0]                       ar_addr_i,
  input  logic                              r_ready_i,
  output logic                              r_valid_o,
  output logic [31:0]                       r_data_o,
  // core
  output logic                              launch_o,       // level
  input  logic                              finish_i,       // pulse, one cycle after the core's
  input  logic                              capture_i,      // the core's own finish pulse
  input  logic [31:0]                       cycles_i,
  input  logic [31:0]                       acc_writes_i,
  input  logic [vta_pkg::ErrorBits-1:0]     errors_i,       // pulses
  output logic [31:0]                       inst_count_o,
  output logic [6*vta_pkg::MemAddrBits-1:0] bases_o         // ins, uop, inp, wgt, acc, out
);
  localparam int unsigned PtrRegs   = 6 * vta_pkg::MemAddrBits / 32;
  localparam int unsigned AccReg    = 3 + PtrRegs;
  localparam int unsigned ErrorReg  = AccReg + 1;
  localparam int unsigned NumRegs   = ErrorReg + 1;
  localparam logic [15:0] NoAddress = 16'hffff;             // matches no register

  typedef enum logic [1:0] {WriteAddr, WriteData, WriteResp} write_state_e;

  write_state_e            wstate_d, wstate_q;
  logic [15:0]             waddr_d, waddr_q;
  logic                    rvalid_d, rvalid_q;
  logic [31:0]             rdata_d, rdata_q;
  logic [32*NumRegs-1:0]   regs_d, regs_q;
  logic                    write, launch_write;

  assign aw_ready_o   = wstate_q == WriteAddr;
  assign w_ready_o    = wstate_q == WriteData;
  assign b_valid_o    = wstate_q == WriteResp;
  assign ar_ready_o   = ~rvalid_q;
  assign r_valid_o    = rvalid_q;
  assign r_data_o     = rdata_q;
  assign launch_o     = regs_q[0];
  assign inst_count_o = regs_q[64 +: 32];
  assign bases_o      = regs_q[96 +: 6*vta_pkg::MemAddrBits];
  assign write        = w_valid_i & w_ready_o;
  assign launch_write = write & (waddr_q == 16'd0) & w_data_i[0];

  always_comb begin
    wstate_d = wstate_q;
    waddr_d  = waddr_q;
    unique case (wstate_q)
      WriteAddr: if (aw_valid_i) begin
        wstate_d = WriteData;
        waddr_d  = aw_addr_i;
      end
      WriteData: if (w_valid_i) wstate_d = WriteResp;
      WriteResp: if (b_ready_i) wstate_d = WriteAddr;
      default:   wstate_d = WriteAddr;
    endcase
  end

  always_comb begin
    rvalid_d = rvalid_q;
    rdata_d  = rdata_q;
    if (rvalid_q) begin
      rvalid_d = ~r_ready_i;
    end else if (ar_valid_i) begin
      rvalid_d = 1'b1;
      rdata_d  = '0;
      for (int unsigned i = 0; i < NumRegs; i++) begin
        if (ar_addr_i == 16'(4 * i)) rdata_d = regs_q[32*i +: 32];
      end
    end
  end

  // What the hardware writes wins over a host write of the same cycle.
  always_comb begin
    regs_d = regs_q;
    if (write) begin
      for (int unsigned i = 0; i < NumRegs; i++) begin
        if (waddr_q == 16'(4 * i)) regs_d[32*i +: 32] = w_data_i;
      end
    end
    if (launch_write) regs_d[32*ErrorReg +: 32] = '0;
    if (finish_i)     regs_d[0 +: 32] = 32'd2;
    // The first end of a launch counts; what runs on after an error is not looked at.
    if (capture_i & launch_o & ~finish_i) begin
      regs_d[32 +: 32]        = cycles_i;
      regs_d[32*AccReg +: 32] = acc_writes_i;
    end
    regs_d[32*ErrorReg +: vta_pkg::ErrorBits] =
        regs_d[32*ErrorReg +: vta_pkg::ErrorBits] | errors_i;
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      wstate_q <= WriteAddr;
      waddr_q  <= NoAddress;
      rvalid_q <= 1'b0;
      rdata_q  <= '0;
      regs_q   <= '0;
    end else begin
      wstate_q <= wstate_d;
      waddr_q  <= waddr_d;
      rvalid_q <= rvalid_d;
      rdata_q  <= rdata_d;
      regs_q   <= regs_d;
    end
  end
endmodule
