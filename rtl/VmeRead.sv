// SPDX-License-Identifier: Apache-2.0
// Read side of the memory engine. A command accepted in cycle c is on AR in c+1 at the earliest; a
// beat on R in cycle r is at its client in r+1. Fixed priority, client 0 first; the lowest free id
// is taken; no new request in a cycle with a last beat on R.
//
// ar_valid_o depends combinationally on r_valid_i and r_last_i, never on ar_ready_i: a request
// that was raised stays, with its id and client, until it is accepted.
module VmeRead (
  input  logic                                clock,
  input  logic                                reset,
  // clients, client 0 in the lowest bits
  input  logic [4:0]                          cmd_valid_i,
  output logic [4:0]                          cmd_ready_o,
  input  logic [5*vta_pkg::MemAddrBits-1:0]   cmd_addr_i,
  input  logic [5*vta_pkg::MemLenBits-1:0]    cmd_len_i,
  input  logic [5*vta_pkg::ClientTagBits-1:0] cmd_tag_i,
  output logic [4:0]                          data_valid_o,   // clients are always ready
  output logic [vta_pkg::MemDataBits-1:0]     data_o,
  output logic                                data_last_o,
  output logic [vta_pkg::ClientTagBits-1:0]   data_tag_o,
  output logic                                addr_zero_o,    // pulse: address 0 was requested
  // memory
  input  logic                                ar_ready_i,
  output logic                                ar_valid_o,
  output logic [vta_pkg::MemAddrBits-1:0]     ar_addr_o,
  output logic [vta_pkg::MemLenBits-1:0]      ar_len_o,
  output logic [vta_pkg::MemIdBits-1:0]       ar_id_o,
  input  logic                                r_valid_i,
  input  logic [vta_pkg::MemDataBits-1:0]     r_data_i,
  input  logic                                r_last_i,
  input  logic [vta_pkg::MemIdBits-1:0]       r_id_i
);
  localparam int unsigned NumClients = 5;
  localparam int unsigned ClientBits = 3;
  localparam int unsigned NumIds     = vta_pkg::OutstandingReads;
  localparam int unsigned IdBits     = (NumIds > 1) ? $clog2(NumIds) : 1;
  localparam int unsigned AddrBits   = vta_pkg::MemAddrBits;
  localparam int unsigned LenBits    = vta_pkg::MemLenBits;
  localparam int unsigned TagBits    = vta_pkg::ClientTagBits;
  localparam int unsigned CmdBits    = AddrBits + LenBits + TagBits;

  logic [NumClients-1:0]         head_valid, head_pop;
  logic [NumClients*CmdBits-1:0] head_cmd;
  logic [ClientBits-1:0]         pick_client, client, held_client_d, held_client_q;
  logic [IdBits-1:0]             pick_id, id, held_id_d, held_id_q;
  logic                          held_d, held_q, last_beat, can_issue, grant;
  logic [NumIds-1:0]             free_d, free_q;
  logic [CmdBits-1:0]            cmd;

  logic [ClientBits+TagBits-1:0] tags [NumIds];
  logic                          r_valid_q, r_last_q;
  logic [vta_pkg::MemDataBits-1:0] r_data_q;
  logic [ClientBits+TagBits-1:0] r_tag_q;

  for (genvar c = 0; c < NumClients; c++) begin : gen_client
    Queue #(.Depth(1), .Width(CmdBits)) u_command (
      .clock       (clock),
      .reset       (reset),
      .enq_valid_i (cmd_valid_i[c]),
      .enq_ready_o (cmd_ready_o[c]),
      .enq_data_i  ({cmd_tag_i[c*TagBits +: TagBits], cmd_len_i[c*LenBits +: LenBits],
                     cmd_addr_i[c*AddrBits +: AddrBits]}),
      .deq_valid_o (head_valid[c]),
      .deq_ready_i (head_pop[c]),
      .deq_data_o  (head_cmd[c*CmdBits +: CmdBits])
    );
    assign head_pop[c]     = grant & (client == ClientBits'(c));
    assign data_valid_o[c] = r_valid_q & (r_tag_q[TagBits +: ClientBits] == ClientBits'(c));
  end

  always_comb begin
    pick_client = '0;
    for (int unsigned c = NumClients; c > 0; c--) begin
      if (head_valid[c-1]) pick_client = ClientBits'(c - 1);
    end
  end

  always_comb begin
    pick_id = '0;
    for (int unsigned i = NumIds; i > 0; i--) begin
      if (free_q[i-1]) pick_id = IdBits'(i - 1);
    end
  end

  always_comb begin
    cmd = '0;
    for (int unsigned c = 0; c < NumClients; c++) begin
      if (ar_valid_o & (client == ClientBits'(c))) cmd = head_cmd[c*CmdBits +: CmdBits];
    end
  end

  assign last_beat     = r_valid_i & r_last_i;
  assign can_issue     = (head_valid != '0) & (free_q != '0) & ~last_beat;
  assign client        = held_q ? held_client_q : pick_client;
  assign id            = held_q ? held_id_q : pick_id;
  assign ar_valid_o    = held_q | can_issue;
  assign ar_addr_o     = cmd[0 +: AddrBits];
  assign ar_len_o      = cmd[AddrBits +: LenBits];
  assign ar_id_o       = vta_pkg::MemIdBits'(id);
  assign grant         = ar_valid_o & ar_ready_i;
  assign held_d        = ar_valid_o & ~ar_ready_i;
  assign held_client_d = client;
  assign held_id_d     = id;
  assign addr_zero_o   = grant & (ar_addr_o == '0);
  assign data_o        = r_data_q;
  assign data_last_o   = r_last_q;
  assign data_tag_o    = r_tag_q[0 +: TagBits];

  always_comb begin
    free_d = free_q;
    if (last_beat) free_d[r_id_i[IdBits-1:0]] = 1'b1;
    if (grant)     free_d[id] = 1'b0;
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      free_q    <= '1;
      held_q    <= 1'b0;
      r_valid_q <= 1'b0;
    end else begin
      free_q    <= free_d;
      held_q    <= held_d;
      r_valid_q <= r_valid_i;
    end
  end

  always_ff @(posedge clock) begin
    held_client_q <= held_client_d;
    held_id_q     <= held_id_d;
    if (grant) tags[id] <= {client, cmd[AddrBits+LenBits +: TagBits]};
    if (r_valid_i) begin
      r_data_q <= r_data_i;
      r_last_q <= r_last_i;
      r_tag_q  <= tags[r_id_i[IdBits-1:0]];
    end
  end
endmodule
