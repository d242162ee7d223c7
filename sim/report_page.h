// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace vta::sim {

/// sim/report_page.html, built in.
extern const char* const kReportPage;

}  // namespace vta::sim
