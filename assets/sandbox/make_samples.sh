#!/bin/sh
# Makes the sample files that code cannot reasonably draw at start: clip.mp4 (4 s, H.264 and AAC), melody.amr
# (4.8 s, AMR-NB) and picture.webp. They are committed; this is only run again to change them.
# Needs: ffmpeg with libx264 and libwebp, a C compiler, libopencore-amrnb-dev.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cc -O1 -o "$work/melody" melody.c -lopencore-amrnb -lm
"$work/melody" > melody.amr

# A sun that travels over a field, as a phone would film it: upright, with sound.
ffmpeg -loglevel error -y \
  -f lavfi -i "gradients=size=272x480:rate=15:duration=4:c0=0x7ec8f5:c1=0xfde7b0:c2=0xf7b267:c3=0x8fd3a8:n=4:x0=136:y0=0:x1=136:y1=480:speed=0.004" \
  -f lavfi -i "color=0xfff3b0:size=64x64:rate=15:duration=4" \
  -f lavfi -i "sine=frequency=440:duration=4:sample_rate=16000" \
  -filter_complex "[1]format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='if(lte(hypot(X-32,Y-32),31),255,0)'[sun];[0][sun]overlay=x='20+44*t':y='120-60*sin(t*0.785)':shortest=1,drawbox=x=0:y=360:w=272:h=120:color=0x4f9d69:t=fill[v];[2]volume=0.15,afade=t=out:st=3:d=1[a]" \
  -map "[v]" -map "[a]" -c:v libx264 -profile:v baseline -preset veryslow -crf 30 -pix_fmt yuv420p \
  -c:a aac -b:a 16k -ac 1 -movflags +faststart -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact \
  clip.mp4

ffmpeg -loglevel error -y \
  -f lavfi -i "gradients=size=320x240:rate=1:duration=1:c0=0x7ec8f5:c1=0xf7b267:n=2" -frames:v 1 -c:v libwebp -quality 60 \
  -map_metadata -1 picture.webp

ls -l clip.mp4 melody.amr picture.webp
