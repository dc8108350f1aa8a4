#include "web/ui/platform/renderer.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace kf::web {

void update_textures(const ImDrawData& drawn, TexturePort& port) {
    for (ImTextureData* texture : *drawn.Textures) {
        if (texture->Status == ImTextureStatus_WantCreate) {
            texture->SetTexID(port.create(texture->Width, texture->Height, texture->Pixels));
            texture->SetStatus(ImTextureStatus_OK);
        } else if (texture->Status == ImTextureStatus_WantUpdates) {
            // Around all new glyphs: they lie close together, and one call costs more than the texels between
            // them.
            const ImTextureRect& part = texture->UpdateRect;
            port.change(texture->TexID, part.x, part.y, part.w, part.h, texture->Width,
                        static_cast<const std::uint8_t*>(texture->GetPixelsAt(part.x, part.y)));
            texture->SetStatus(ImTextureStatus_OK);
        } else if (texture->Status == ImTextureStatus_WantDestroy) {
            port.drop(texture->TexID);
            texture->SetTexID(ImTextureID_Invalid);
            texture->SetStatus(ImTextureStatus_Destroyed);
        }
    }
}

void forget_textures(ImFontAtlas& atlas) {
    for (ImTextureData* texture : atlas.TexList) {
        texture->SetTexID(ImTextureID_Invalid);
        texture->SetStatus(ImTextureStatus_Destroyed);
    }
}

void collect_commands(const ImDrawData& drawn, std::vector<DrawCommand>& out) {
    out.clear();
    for (const ImDrawCmd& command : drawn.CmdLists[0]->CmdBuffer) {
        const auto edge = [](float value, float end) {
            return static_cast<std::int32_t>(std::clamp(value, 0.f, end));
        };
        const ImVec4& clip = command.ClipRect;
        const DrawCommand next{.texture = static_cast<std::int32_t>(command.GetTexID()),
                               .left = edge(clip.x, drawn.DisplaySize.x),
                               .top = edge(clip.y, drawn.DisplaySize.y),
                               .right = edge(clip.z, drawn.DisplaySize.x),
                               .bottom = edge(clip.w, drawn.DisplaySize.y),
                               .first = static_cast<std::int32_t>(command.IdxOffset),
                               .count = static_cast<std::int32_t>(command.ElemCount)};
        if (next.count > 0 && next.right > next.left && next.bottom > next.top) out.push_back(next);
    }
}

}  // namespace kf::web
