import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import countiesUrl from 'us-atlas/counties-10m.json?url';
import { feature } from 'topojson-client';
import type { Topology, GeometryCollection } from 'topojson-specification';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { colour } from '../theme';

export interface Spot { id: string; lat: number; lon: number; text: string; token: string; small?: boolean }

let outlines: Promise<GeoJSON.FeatureCollection> | null = null;

/** County outlines of the US Census Bureau (public domain), from the hub itself: no map server learns where anybody looks. */
function counties(): Promise<GeoJSON.FeatureCollection> {
  outlines ??= fetch(countiesUrl).then(async (answer) => {
    const topology = (await answer.json()) as Topology<{ counties: GeometryCollection<{ name: string }> }>;
    return feature(topology, topology.objects.counties);
  });
  return outlines;
}

/** Places on outlines, with a scale and no tiles. Its caller has the same as a table. */
export default function OutlineMap({ spots, path = false, label }: { spots: Spot[]; path?: boolean; label: string }): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const map = L.map(ref.current!, { attributionControl: true, zoomAnimation: !still, fadeAnimation: !still, preferCanvas: false, minZoom: 4, maxZoom: 18 });
    map.attributionControl.setPrefix(false).addAttribution('Outlines: US Census Bureau');
    L.control.scale({ maxWidth: 140 }).addTo(map);
    const places = spots.map((s) => L.latLng(s.lat, s.lon));
    map.fitBounds(L.latLngBounds(places).pad(0.25), { maxZoom: 14, animate: false });
    const near = map.getBounds().pad(1.5);
    const drawn: { layer: L.Path; token: string }[] = [];
    const ground = L.layerGroup().addTo(map);
    let gone = false;
    void counties().then((all) => {
      if (gone) return;
      for (const county of all.features) {
        const shape = L.geoJSON(county, { interactive: false, style: { color: colour('--map-line'), weight: 1.2, fillOpacity: 0 } });
        if (shape.getBounds().isValid() && shape.getBounds().intersects(near)) ground.addLayer(shape);
      }
    });
    if (path && places.length > 1) L.polyline(places, { color: colour('--quiet'), weight: 1.5, dashArray: '4 4', interactive: false }).addTo(map);
    for (const spot of spots) {
      const layer = L.circleMarker([spot.lat, spot.lon], { radius: spot.small === true ? 4 : 7, weight: 1.5, color: colour('--surface'), fillColor: colour(spot.token), fillOpacity: 0.95 });
      layer.bindTooltip(document.createTextNode(spot.text).textContent!.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)).addTo(map);
      drawn.push({ layer, token: spot.token });
    }
    const repaint = (): void => {
      for (const { layer, token } of drawn) layer.setStyle({ color: colour('--surface'), fillColor: colour(token) });
      ground.eachLayer((l) => (l as L.GeoJSON).setStyle({ color: colour('--map-line') }));
    };
    addEventListener('theme', repaint);
    return () => {
      gone = true;
      removeEventListener('theme', repaint);
      map.remove();
    };
  }, [spots]);
  return <div class="map" role="group" aria-label={`${label}, map`} ref={ref} />;
}
