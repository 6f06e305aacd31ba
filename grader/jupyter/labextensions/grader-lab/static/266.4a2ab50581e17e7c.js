"use strict";(self.rspackChunkgrader_lab=self.rspackChunkgrader_lab||[]).push([[266],{646(e,r,t){var n=t(601),a=t.n(n),o=t(314),i=(t.n(o))()(a());i.push([e.id,`/* The panel, and the mark at a cell, in JupyterLab's own colours, so that both follow its light and dark themes. */

.grader-panel {
  padding: 12px;
  overflow: auto;
  overflow-wrap: anywhere; /* a path has no blank to break at */
  color: var(--jp-ui-font-color1);
  background: var(--jp-layout-color1);
  font-size: var(--jp-ui-font-size1);
  line-height: 1.45;
}

.grader-points {
  margin: 0 0 4px;
  font-size: var(--jp-ui-font-size3);
}

.grader-soft {
  color: var(--jp-ui-font-color1);
  opacity: 0.85;
}

.grader-strong {
  font-weight: 600;
}

.grader-findings {
  margin: 12px 0;
  padding: 0;
  list-style: none;
}

.grader-findings li {
  padding: 6px 0;
  border-top: 1px solid var(--jp-border-color2);
}

.grader-sign {
  display: inline-block;
  width: 1.5em;
  font-weight: 700;
}

.grader-of {
  float: right;
  font-variant-numeric: tabular-nums;
}

.jp-Notebook .jp-Cell.grader-first-fault {
  border-left: 4px solid var(--jp-error-color1);
}

.jp-Notebook .jp-Cell.grader-first-fault::before {
  display: block;
  padding: 2px 8px;
  color: var(--jp-error-color1);
  font-size: var(--jp-ui-font-size1);
  font-weight: 600;
  content: 'It first goes wrong here';
}

.grader-panel p {
  margin: 4px 0;
}

.grader-panel button {
  margin: 4px 8px 4px 0;
}

.grader-hints {
  margin: 8px 0;
  padding-left: 20px;
}

.grader-hints li {
  padding: 2px 0;
}

.grader-hand-in,
.grader-map {
  margin-top: 16px;
  padding-top: 12px;
  border-top: 1px solid var(--jp-border-color1);
}

.grader-map summary {
  padding: 4px 0;
  cursor: pointer;
}

.grader-panel button.grader-link {
  display: inline;
  height: auto;
  min-height: 0;
  padding: 4px 8px;
  letter-spacing: normal;
  line-height: 1.45;
  text-align: left;
  white-space: normal;
}

.grader-panel li .grader-link {
  padding: 0;
  background: none;
  color: var(--jp-content-link-color);
}

.grader-receipt,
.grader-hand-in code {
  white-space: pre-wrap;
}

.grader-token input {
  display: block;
  width: 100%;
  margin: 4px 0;
}

.grader-panel code {
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
}

.grader-map li {
  position: relative;
  padding-left: 1.5em;
}

.grader-map .grader-sign {
  position: absolute;
  left: 0;
}
`,""]),t.d(r,{},{A:i})},314(e){e.exports=function(e){var r=[];return r.toString=function(){return this.map(function(r){var t="",n=void 0!==r[5];return r[4]&&(t+="@supports (".concat(r[4],") {")),r[2]&&(t+="@media ".concat(r[2]," {")),n&&(t+="@layer".concat(r[5].length>0?" ".concat(r[5]):""," {")),t+=e(r),n&&(t+="}"),r[2]&&(t+="}"),r[4]&&(t+="}"),t}).join("")},r.i=function(e,t,n,a,o){"string"==typeof e&&(e=[[null,e,void 0]]);var i={};if(n)for(var p=0;p<this.length;p++){var s=this[p][0];null!=s&&(i[s]=!0)}for(var l=0;l<e.length;l++){var d=[].concat(e[l]);n&&i[d[0]]||(void 0!==o&&(void 0===d[5]||(d[1]="@layer".concat(d[5].length>0?" ".concat(d[5]):""," {").concat(d[1],"}")),d[5]=o),t&&(d[2]&&(d[1]="@media ".concat(d[2]," {").concat(d[1],"}")),d[2]=t),a&&(d[4]?(d[1]="@supports (".concat(d[4],") {").concat(d[1],"}"),d[4]=a):d[4]="".concat(a)),r.push(d))}},r}},601(e){e.exports=function(e){return e[1]}},665(e,r,t){t.r(r);var n=t(72),a=t.n(n),o=t(825),i=t.n(o),p=t(659),s=t.n(p),l=t(56),d=t.n(l),c=t(540),u=t.n(c),f=t(113),g=t.n(f),h=t(646),v={};v.styleTagTransform=g(),v.setAttributes=d(),v.insert=s().bind(null,"head"),v.domAPI=i(),v.insertStyleElement=u(),a()(h.A,v);let m=h.A&&h.A.locals?h.A.locals:void 0;t.d(r,{},{default:m})},72(e){var r=[];function t(e){for(var t=-1,n=0;n<r.length;n++)if(r[n].identifier===e){t=n;break}return t}function n(e,n){for(var a={},o=[],i=0;i<e.length;i++){var p=e[i],s=n.base?p[0]+n.base:p[0],l=a[s]||0,d="".concat(s," ").concat(l);a[s]=l+1;var c=t(d),u={css:p[1],media:p[2],sourceMap:p[3],supports:p[4],layer:p[5]};if(-1!==c)r[c].references++,r[c].updater(u);else{var f=function(e,r){var t=r.domAPI(r);return t.update(e),function(r){r?(r.css!==e.css||r.media!==e.media||r.sourceMap!==e.sourceMap||r.supports!==e.supports||r.layer!==e.layer)&&t.update(e=r):t.remove()}}(u,n);n.byIndex=i,r.splice(i,0,{identifier:d,updater:f,references:1})}o.push(d)}return o}e.exports=function(e,a){var o=n(e=e||[],a=a||{});return function(e){e=e||[];for(var i=0;i<o.length;i++){var p=t(o[i]);r[p].references--}for(var s=n(e,a),l=0;l<o.length;l++){var d=t(o[l]);0===r[d].references&&(r[d].updater(),r.splice(d,1))}o=s}}},659(e){var r={};e.exports=function(e,t){var n=function(e){if(void 0===r[e]){var t=document.querySelector(e);if(window.HTMLIFrameElement&&t instanceof window.HTMLIFrameElement)try{t=t.contentDocument.head}catch(e){t=null}r[e]=t}return r[e]}(e);if(!n)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");n.appendChild(t)}},540(e){e.exports=function(e){var r=document.createElement("style");return e.setAttributes(r,e.attributes),e.insert(r,e.options),r}},56(e,r,t){e.exports=function(e){var r=t.nc;r&&e.setAttribute("nonce",r)}},825(e){e.exports=function(e){if("u"<typeof document)return{update:function(){},remove:function(){}};var r=e.insertStyleElement(e);return{update:function(t){var n,a,o;n="",t.supports&&(n+="@supports (".concat(t.supports,") {")),t.media&&(n+="@media ".concat(t.media," {")),(a=void 0!==t.layer)&&(n+="@layer".concat(t.layer.length>0?" ".concat(t.layer):""," {")),n+=t.css,a&&(n+="}"),t.media&&(n+="}"),t.supports&&(n+="}"),(o=t.sourceMap)&&"u">typeof btoa&&(n+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(o))))," */")),e.styleTagTransform(n,r,e.options)},remove:function(){var e;null===(e=r).parentNode||e.parentNode.removeChild(e)}}}},113(e){e.exports=function(e,r){if(r.styleSheet)r.styleSheet.cssText=e;else{for(;r.firstChild;)r.removeChild(r.firstChild);r.appendChild(document.createTextNode(e))}}}}]);