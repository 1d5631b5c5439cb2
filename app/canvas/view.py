"""The canvas widget: shows a session's document and turns input into edits of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.canvas.access.canvas import CanvasInterface, install
from app.canvas.access.telling import Telling
from app.canvas.adding import add_card
from app.canvas.bends import bounds as bent_bounds
from app.canvas.camera import Camera
from app.canvas.caret import Caret
from app.canvas.curves import STRETCH_MOST
from app.canvas.edge import EdgePan
from app.canvas.following import Following
from app.canvas.geometry import Array, Geometry, Rect
from app.canvas.gestures.edit_value import EditValue
from app.canvas.gestures.gesture import Gesture, Pointer
from app.canvas.gestures.offer import Offer
from app.canvas.glide import Glide
from app.canvas.hits import NOTHING, Hit, hit, wire_at
from app.canvas.key_table import open_menu
from app.canvas.keys import keeps_tab, press_key, release_key, wants_key
from app.canvas.keys_beside import press_beside
from app.canvas.layer import Layer, corners
from app.canvas.looks import PAD
from app.canvas.marking import UNMARKED, Marked
from app.canvas.menu import context_menu
from app.canvas.minimap import Minimap
from app.canvas.overlay import Overlay
from app.canvas.painting import Painting
from app.canvas.pointing import cursor_over, gesture_at
from app.canvas.pointing_beside import open_beside
from app.canvas.removing import removed
from app.canvas.scene import Scene
from app.canvas.tips import Tips
from app.canvas.tracing import Tracing
from app.canvas.writing import Writing
from app.session import Session
from app.theme import Theme
from app.translation import tr
from cards import edits
from cards.document import Document, End, node_of, socket_of
from cards.paging import Pager
from cards.registry import Types

CARD_MIME = "application/x-layerdeck-card"
WHEEL_NOTCH = 120.0
ZOOM_STEP = 1.15


class Canvas(QWidget):
    """One painted widget; pixels are a function of document, report and view state.

    ``scene`` holds the view state. A gesture in progress is in ``gesture``; ``editing``
    owns the one live value editor.
    """

    open_requested = Signal(str)
    message = Signal(str)
    zoom_changed = Signal(float)
    marks_changed = Signal()
    """Other notes, frames or bends are selected."""
    pointed = Signal(str, str)
    """A card, and the row of it that the pointer or the cursor is on."""
    help_requested = Signal(str)
    """The id of the card whose help is wanted."""

    caret: Caret
    """The cursor of the keyboard."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.theme = theme
        self.pager = Pager(session.types)
        self.page = self.pager.page(session.document, session.page)
        self.scene = Scene(Geometry(self.page.document, self.pager.types), Camera(-48.0, -48.0))
        self.painting = Painting(theme)
        self.gesture: Gesture | None = None
        self._fitted: tuple[Camera, Rect] | None = None
        """The view that showed all of the document, and what that was."""
        self.space_held = False
        self.pointer = QPointF(-1, -1)
        """Where the mouse was seen last, in the window."""
        self.snap = True
        """Whether what is dragged keeps to the grid and in line with other cards."""
        self.glide = Glide(self)
        self.layer = Layer(self)
        self.editing = EditValue(self)
        self.writing = Writing(self)
        self.minimap = Minimap(self)
        self._tips = Tips(self)
        self._edge = EdgePan(self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 150)
        self.caret = Caret(self)
        self._following = Following(self)
        self._following.catch_up()
        self._telling = Telling(self)
        self.tracing = Tracing(self)
        self.interface: CanvasInterface | None = None
        self.setAccessibleName(tr("Canvas"))
        install(Canvas)

    # --- what is shown

    @property
    def document(self) -> Document:
        """What the page shows: the cards on it, and closed groups as cards."""
        return self.page.document

    @property
    def types(self) -> Types:
        """The types of the cards on the page, those of groups too."""
        return self.pager.types

    def fit(self, names: Collection[str] = ()) -> None:
        """Show the whole document, or these cards of the page."""
        geometry = self.scene.geometry
        bounds = geometry.bounds_of(names) if names else geometry.bounds()
        if bounds is not None:
            with self.glide.over():
                self.scene.camera.fit(bounds, width=self.width(), height=self.height())
                self._fitted = None if names else (replace(self.scene.camera), bounds)
                self._moved()

    def zoom_by(self, factor: float) -> None:
        """Zoom in or out around the selected cards, or the middle of the window."""
        self.zoom_at(factor, self._focus())

    def zoom_to(self, scale: float) -> None:
        """Show the scene at ``scale``; 1.0 is its own size."""
        self.zoom_by(scale / self.scene.camera.scale)

    def zoom_at(self, factor: float, at: QPointF) -> None:
        """Zoom around a point of the window."""
        self.glide.finish()
        self.scene.camera.zoom_at(factor, at.x(), at.y())
        self._moved()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the scene by pixels of the window."""
        self.glide.finish()
        self.scene.camera.pan(dx, dy)
        self._moved()

    def center_on(self, x: float, y: float) -> None:
        """Bring a point of the scene to the middle of the window."""
        self.scene.camera.center_on(x, y, width=self.width(), height=self.height())
        self._moved()

    def reveal(self, node: str, socket: str | None = None) -> None:
        """Select a card and bring it, or a row of it, into sight, on whatever page it is."""
        self.session.show_page_of(node)
        geometry = self.scene.geometry
        row = geometry.index.get(node)
        if row is None:
            return
        layout = geometry.layouts[row]
        if layout.folded:
            unfolded = edits.fold(self.session.document, [node], False)
            self.session.commit(tr("Unfold {card}").format(card=node), unfolded)
        elif socket and layout.row(socket) is None and not layout.more:
            self._open_more_for(node, socket)
        self.session.select({node})
        x, y = (geometry.xy[row] + geometry.wh[row] / 2).tolist()
        point = geometry.socket_point(node, socket, output=False) if socket else None
        with self.glide.over():
            self.scene.camera.scale = max(self.scene.camera.scale, 0.6)
            self.center_on(x, point[1] if point else y)

    def camera_moved(self) -> None:
        """Show what the camera sees now."""
        self._moved()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self.theme = theme
        self.painting = Painting(theme)
        self.editing.follow()
        self.minimap.refresh()
        self.layer.outdate()
        self.update()

    def card_sizes(self) -> dict[str, tuple[float, float]]:
        """Width and height of every card, as arranging needs them."""
        return self.scene.geometry.sizes()

    def render_to(self, painter: QPainter, area: QRectF | None = None) -> None:
        """Paint what the window shows, or another part of the screen, with ``painter``."""
        box = area or QRectF(self.rect())
        self.painting.paint(painter, self.scene, corners(box))

    # --- edits

    def select_all(self) -> None:
        self.choose(self.document.nodes, Marked(notes=frozenset(self.document.notes)))

    def choose(self, names: Iterable[str], marked: Marked = UNMARKED) -> None:
        """Select these cards, and these notes, frames and bends beside them."""
        self.session.select(names)
        # Selecting cards alone leaves nothing else selected.
        self.mark(marked)

    def mark(self, marked: Marked = UNMARKED) -> None:
        """Select these notes, frames and bends, whatever cards are selected."""
        if marked != self.scene.marked:
            self.scene.marked = marked
            self.layer.outdate()
            self.update()
            self.marks_changed.emit()

    def delete_selection(self) -> None:
        """Remove the selected cards; chains that they were part of stay whole."""
        names = self.session.selection
        label, document = removed(self, names, self.scene.marked)
        self.session.commit(label, document)

    def add_card(self, card_id: str, scene_pos: tuple[float, float] | None = None) -> str:
        """Add a card, where it is free in the middle of the window unless told; select it."""
        return add_card(self, card_id, scene_pos)

    def offer(
        self,
        at: QPointF,
        ends: Sequence[End] = (),
        *,
        outward: bool = True,
        into: tuple[End, End] | None = None,
        beside: str = "",
    ) -> None:
        """Open the search field for a new card at a point of the window; see ``Offer``."""
        self.cancel_gesture()
        self.gesture = Offer(self, at, ends, outward=outward, into=into, beside=beside)
        self.update()

    # --- between screen and scene

    def to_scene(self, at: QPointF) -> tuple[float, float]:
        return self.scene.camera.to_scene(at.x(), at.y())

    def to_screen(self, x: float, y: float) -> QPointF:
        return QPointF(*self.scene.camera.to_screen(x, y))

    def seen(self) -> Rect:
        """The part of the scene in the window."""
        return self.scene.camera.seen(0, 0, self.width(), self.height())

    def hit(self, at: QPointF) -> Hit:
        """What is under a point of the window."""
        return hit(self.scene.geometry, *self.to_scene(at), front=self.scene.selection)

    def socket_on_screen(self, place: End, *, output: bool) -> QPointF | None:
        """Where a socket stands in the window, if its card shows it."""
        geometry = self.scene.geometry
        point = geometry.socket_point(node_of(place), socket_of(place), output=output)
        return self.to_screen(*point) if point else None

    def reach_of(self, rows: Array, wires: Array | None = None) -> QRect:
        """The part of the window that these cards and their wires cover."""
        geometry = self.scene.geometry
        low = geometry.xy[rows].min(axis=0)
        high = (geometry.xy[rows] + geometry.wh[rows]).max(axis=0)
        wires = geometry.wires_of(rows.tolist()) if wires is None else wires
        ends = geometry.ends[wires].reshape(-1, 2)
        if len(ends):
            bow = np.array([STRETCH_MOST, 0.0])
            low = np.minimum(low, ends.min(axis=0) - bow)
            high = np.maximum(high, ends.max(axis=0) + bow)
        bent = [row for row in wires.tolist() if row in geometry.bent] if geometry.bent else []
        if bent:
            boxes = bent_bounds(geometry, bent)
            low = np.minimum(low, boxes[:, :2].min(axis=0))
            high = np.maximum(high, boxes[:, 2:].max(axis=0))
        box = QRectF(self.to_screen(*low.tolist()), self.to_screen(*high.tolist()))
        margin = round(PAD * self.scene.camera.scale) + 4
        box = box.intersected(QRectF(self.rect()).adjusted(-99, -99, 99, 99))
        return box.toAlignedRect().adjusted(-margin, -margin, margin, margin)

    # --- for gestures

    def hold(self, rows: Array | None = None) -> None:
        """Keep everything but these cards as one pixmap until ``release``."""
        self.layer.hold(rows)
        self.update()

    def release(self) -> None:
        """Paint everything again."""
        self.layer.release()
        self.update()

    def show_selection(self, names: Iterable[str]) -> None:
        """Show these cards as selected, whatever the session says."""
        self.scene.selection = frozenset(names)
        self.layer.outdate()
        self.update()

    def cancel_gesture(self) -> bool:
        """Break off the gesture in progress; gives False if there is none."""
        gesture, self.gesture = self.gesture, None
        if gesture is None:
            return False
        self._edge.rest()
        gesture.cancel()
        self._show_cursor()
        self.update()
        return True

    # --- Qt events

    def sizeHint(self) -> QSize:
        return QSize(960, 640)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = event.rect()
        if self.layer.held:
            self.layer.paint(painter, box)
        else:
            painter.setClipRect(box)
            self.painting.paint(painter, self.scene, corners(QRectF(box)))
        if self.gesture is not None:
            self.gesture.paint(painter)
        self.caret.paint(painter)
        painter.end()

    def event(self, event: QEvent) -> bool:
        # In the rows of a card some keys mean something else than the commands that have them.
        if event.type() == QEvent.Type.ShortcutOverride and wants_key(self, event):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Only the ring of the keyboard's cursor looks different with the focus."""
        self.caret.focus(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """As ``focusInEvent``; a space bar held down is let go."""
        self.space_held = False
        self.caret.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.layer.outdate()
        self.scene.size = float(self.width()), float(self.height())
        self.minimap.place()
        for overlay in self.findChildren(Overlay):
            overlay.keep_inside()
        # Who has not moved the view since all was shown wants to see all, at any size.
        self.glide.finish()
        if self._fitted == (self.scene.camera, self.scene.geometry.bounds()):
            self.fit()
            self.glide.finish()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.glide.finish()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.caret.hide()
        self.editing.leave()
        self.writing.finish()
        self.cancel_gesture()
        pointer = _pointer(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.tracing.press(self.hit(pointer.at).node)
        self.gesture = gesture_at(self, event.button(), pointer)
        if self.gesture is not None:
            self.gesture.begin(pointer)
            self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.gesture is not None:
            pointer = _pointer(event)
            self.gesture.move(pointer)
            self._edge.follow(pointer)
        else:
            self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture, self.gesture = self.gesture, None
        self._edge.rest()
        if gesture is not None:
            gesture.finish(_pointer(event))
            self._show_cursor()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.hit(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found.where == "header":
            self.cancel_gesture()
            self.open_requested.emit(found.node)
        elif event.button() == Qt.MouseButton.LeftButton and open_beside(self, _pointer(event)):
            return
        elif event.button() == Qt.MouseButton.LeftButton and found is NOTHING:
            self.offer(event.position(), into=self._wire_under(event.position()))
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: object) -> None:
        if self.gesture is None:
            self._show_hovered(NOTHING, None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, angle = event.pixelDelta(), event.angleDelta()
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not pixels.isNull() and not ctrl:
            # Two fingers on a touchpad scroll; a wheel gives no pixels.
            self.pan_by(pixels.x(), pixels.y())
        elif shift or (angle.x() and not angle.y()):
            self.pan_by(angle.y() + angle.x(), 0)
        else:
            notches = angle.y() / WHEEL_NOTCH
            self.zoom_at(ZOOM_STEP**notches, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (press_beside(self, event) or press_key(self, event)):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        release_key(self, event)
        self._show_cursor()

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab adds a card; other keys of the window lead from panel to panel.
        return False if keeps_tab(self) else super().focusNextPrevChild(forward)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.cancel_gesture()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            open_menu(self)
            return
        menu = context_menu(self, QPointF(event.pos()))
        if menu is not None:
            menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CARD_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(CARD_MIME):
            self._show_hovered(NOTHING, self._wire_under(event.position()))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: object) -> None:
        self._show_hovered(NOTHING, None)

    def dropEvent(self, event: QDropEvent) -> None:
        if not event.mimeData().hasFormat(CARD_MIME):
            return
        card_id = bytes(event.mimeData().data(CARD_MIME).data()).decode()
        x, y = self.to_scene(event.position())
        # The pointer holds the card by its header.
        add_card(self, card_id, (x - 80.0, y - 16.0), into=self._wire_under(event.position()))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        event.acceptProposedAction()

    # --- private

    def _moved(self) -> None:
        self.layer.outdate()
        self.editing.follow()
        self.writing.follow()
        self.minimap.follow()
        if self.gesture is not None:
            self.gesture.panned()
        self.zoom_changed.emit(self.scene.camera.scale)
        self.update()

    def ask(self, question: str, about: str) -> bool:
        """Ask the user for leave, and tell what it is about."""
        from PySide6.QtWidgets import QMessageBox

        yes, no = QMessageBox.StandardButton.Open, QMessageBox.StandardButton.Cancel
        box = QMessageBox(QMessageBox.Icon.Question, "Layerdeck", question, yes | no, self)
        box.setInformativeText(about)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setDefaultButton(no)
        chosen = box.exec() == yes
        box.deleteLater()
        return chosen

    def _hover(self, at: QPointF) -> None:
        self.pointer = at
        self.caret.pointed = True
        self._show_hovered(self.hit(at), self._wire_under(at))

    def _wire_under(self, at: QPointF) -> tuple[End, End] | None:
        """The wire under a point of the window, where no card is."""
        if self.hit(at) is not NOTHING:
            return None
        return wire_at(self.scene.geometry, *self.to_scene(at), scale=self.scene.camera.scale)

    def _show_hovered(self, found: Hit, wire: tuple[End, End] | None) -> None:
        scene = self.scene
        before = (scene.hovered.node, scene.hovered.where == "socket", scene.hovered_wire)
        after = (found.node, found.where == "socket", wire)
        same_socket = scene.hovered.socket == found.socket or not (before[1] or after[1])
        changed = before != after or not same_socket
        nodes = {scene.hovered.node, found.node}
        nodes |= {node_of(e) for pair in (scene.hovered_wire, wire) if pair for e in pair}
        scene.hovered, scene.hovered_wire = found, wire
        self._tips.hovered(found, wire)
        self._show_cursor()
        if changed:
            rows = [scene.geometry.index[n] for n in nodes if n in scene.geometry.index]
            if rows:
                self.update(self.reach_of(np.array(rows)))

    def _show_cursor(self) -> None:
        self.setCursor(cursor_over(self, self.scene.hovered))

    def _open_more_for(self, node: str, socket: str) -> None:
        card = self.scene.geometry.layouts[self.scene.geometry.index[node]].card
        if card is not None and card.input(socket) is not None:
            more = edits.show_more(self.session.document, [node], True)
            self.session.commit(tr("More rows of {card}").format(card=node), more)

    def _focus(self) -> QPointF:
        """What zooming keeps in place: the selected cards, if they are in sight."""
        geometry = self.scene.geometry
        rows = [geometry.index[n] for n in self.scene.selection if n in geometry.index]
        middle = QPointF(self.rect().center())
        if not rows:
            return middle
        low, high = geometry.xy[rows].min(axis=0), (geometry.xy + geometry.wh)[rows].max(axis=0)
        at = self.to_screen(*((low + high) / 2).tolist())
        return at if self.rect().contains(at.toPoint()) else middle


def _pointer(event: QMouseEvent) -> Pointer:
    return Pointer(event.position(), event.modifiers())
