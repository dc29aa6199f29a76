#pragma once

namespace aloft::cli {

/// What aloft works on: the person's own clouds, or the practice cloud, of which every view says so.
enum class Ground { real, practice };

}  // namespace aloft::cli
