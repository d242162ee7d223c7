/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/* The C interface of a shared object that holds one Verilated VTAShell. Plain structs of the top's
 * ports; ports that a generator dropped as constant are left at their constant or ignored. */

#ifdef __cplusplus
extern "C" {
#endif

#define VTA_RTL_ABI_VERSION 2u
#define VTA_RTL_MAX_BUS_BYTES 64

/* What the harness drives in a cycle. */
struct VtaRtlInputs {
    uint8_t reset;
    /* AXI4-Lite */
    uint8_t host_aw_valid, host_w_valid, host_b_ready, host_ar_valid, host_r_ready;
    uint16_t host_aw_addr, host_ar_addr;
    uint32_t host_w_data;
    /* AXI4 */
    uint8_t mem_ar_ready, mem_r_valid, mem_r_last, mem_r_resp;
    uint8_t mem_aw_ready, mem_w_ready, mem_b_valid, mem_b_resp;
    uint32_t mem_r_id;
    uint8_t mem_r_data[VTA_RTL_MAX_BUS_BYTES];
};

/* What the design drives in the same cycle, after combinational paths have settled. */
struct VtaRtlOutputs {
    uint8_t host_aw_ready, host_w_ready, host_b_valid, host_ar_ready, host_r_valid;
    uint32_t host_r_data;
    uint8_t mem_ar_valid, mem_aw_valid, mem_w_valid, mem_w_last, mem_b_ready, mem_r_ready;
    uint32_t mem_ar_id, mem_ar_len, mem_aw_len; /* len: beats - 1 */
    uint64_t mem_ar_addr, mem_aw_addr;
    uint64_t mem_w_strb; /* all ones where the port was dropped */
    uint8_t mem_w_data[VTA_RTL_MAX_BUS_BYTES];
};

/* One bit an event of the current cycle, from the probe bound into Core; index 0 load, 1 compute,
 * 2 store. Zero for a design without it. */
struct VtaRtlProbe {
    uint8_t dispatch, start, done; /* bit per module */
    uint8_t finish;                /* FINISH pulse */
    uint8_t launch;                /* level */
    uint8_t error;                 /* the design reports what the original could only hang on: bit
                                      0 undecodable instruction, 1 LOAD and 2 STORE with ysize 0, 3
                                      read of address 0, 4 launch of 0 instructions */
    uint8_t tokens[4];             /* counters: load to compute, compute to load, compute to store,
                                      store to compute */
    uint8_t ar_client;             /* who asks, where mem_ar_valid (order of cycle::Client) */
    uint8_t failed;                /* level: see VtaRtlApi::failure; set for any design */
};

/* State of the current cycle that tells why units spend it, beside the pins and VtaRtlProbe.
 * Clients are read clients in the order of cycle::Client. */
struct VtaRtlCauses {
    uint8_t read_commands; /* bit per client: has a command at the memory engine */
    uint8_t read_id_free;  /* the memory engine has an id for one more read */
    uint8_t inst_valid;    /* fetch offers an instruction to a module */
    uint8_t pipelines;     /* bit 0 GEMM, 1 ALU: issues an operation */
    uint8_t write_idle;    /* the memory engine has no write burst */
    uint8_t write_command; /* the storer has a command */
    uint8_t loaders;       /* bit per client: its loader has data to ask for or to write */
};

struct VtaRtlApi {
    uint32_t abi_version;
    uint32_t bus_bytes;
    uint32_t address_bits;
    uint32_t has_probe;

    void* (*create)(uint64_t seed); /* seed of random initial values, where the build has them */
    void (*destroy)(void* design);
    /* Drives `inputs` with the clock low and lets outputs settle. */
    void (*settle)(void* design, const struct VtaRtlInputs* inputs, struct VtaRtlOutputs* outputs);
    /* After settle(): events of the cycle. */
    void (*probe)(void* design, struct VtaRtlProbe* events);
    /* The clock edge that ends the cycle. */
    void (*tick)(void* design);
    /* Waveform of every cycle from now on into an FST file; null path: stop. Returns 0 if the build
     * has no tracing. */
    int (*trace)(void* design, const char* path);
    /* Copies the bytes of one scratchpad (isa::MemoryType 0..4) in the order of the models; returns
     * their count, or 0 where the design does not show it. Null `bytes`: only the count. */
    uint64_t (*scratchpad)(void* design, uint32_t memory_type, uint8_t* bytes, uint64_t capacity);
    /* Writes coverage data; returns 0 if the build has none. */
    int (*coverage)(void* design, const char* path);
    /* What an assertion or $fatal of the design said; null as long as none has. */
    const char* (*failure)(void* design);
    /* Reads a control register without a bus access; returns 0 where the design does not show it.
     */
    int (*read_register)(void* design, uint32_t offset, uint32_t* value);
    /* After settle(); returns 0 where the design does not show it. */
    int (*causes)(void* design, struct VtaRtlCauses* causes);
};

/* The one symbol that the shared object exports. */
const struct VtaRtlApi* vta_rtl_api(void);
#define VTA_RTL_API_SYMBOL "vta_rtl_api"

#ifdef __cplusplus
}
#endif
