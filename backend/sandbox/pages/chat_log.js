// The lines of a chat in a box that scrolls. It follows the newest line; whoever reads further up is left there, also when
// older lines come in above or a picture, which has no height until it is loaded, arrives late.
import { keyed } from '/common.js';

const kNear = 80;  // from the end, in px: still at the end

export function chatLog(box) {
  let end = 0;  // where the end was when the box was last taken there
  const fromEnd = () => box.scrollHeight - box.scrollTop;
  const near = () => fromEnd() - box.clientHeight < kNear;
  const toEnd = () => {
    box.scrollTop = box.scrollHeight;
    end = box.scrollTop;
  };
  // Nobody has scrolled away since: what came after the end was shown only made the box longer.
  const atEnd = () => near() || box.scrollTop >= end - 1;
  const stayAtEnd = () => { if (atEnd()) toEnd(); };
  for (const loaded of ['load', 'loadedmetadata']) box.addEventListener(loaded, stayAtEnd, true);  // these do not bubble

  return {
    draw(rows, drawRow) {
      const follows = atEnd();
      const [before, distance] = [box.querySelector('.line'), fromEnd()];
      keyed(box, rows, (row) => row.key, drawRow);
      if (follows) {
        toEnd();
        return;
      }
      if (before && box.querySelector('.line') !== before) box.scrollTop = box.scrollHeight - distance;
      end = Infinity;  // where it was says nothing any more
    },
    clear(...children) {
      box.replaceChildren(...children);
      end = 0;
    },
    stayAtEnd,
  };
}
